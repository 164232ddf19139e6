/** One BMC: its identity, and the state that commands read and change. Knows nothing about wires. */

import type { Clock } from "../clock.ts";
import { BMC_ADDRESS } from "../ipmi/slave-address.ts";
import { AcpiPowerState } from "./acpi-power-state.ts";
import { Alerting } from "./alerts/alerting.ts";
import { AuxiliaryLogs } from "./auxiliary-logs.ts";
import { Bios } from "./bios.ts";
import type { BmcOptions } from "./bmc-options.ts";
import { Channels } from "./channels.ts";
import { Chassis } from "./chassis/chassis.ts";
import { isSensed } from "./chassis/sensed-conditions.ts";
import { Dcmi } from "./dcmi/dcmi.ts";
import { associationRecords } from "./entity-associations.ts";
import { EventGenerator } from "./event-generator.ts";
import { EventReceiver } from "./event-receiver.ts";
import { Firewall, type FirewallCommand } from "./firewall.ts";
import { FruInventory } from "./fru.ts";
import { GuestPanics } from "./guest-panics.ts";
import type { Host } from "./host.ts";
import { HttpsIdentity } from "./https-identity.ts";
import { Ipmb } from "./ipmb.ts";
import { Lan } from "./lan/lan.ts";
import { lockOutEvent } from "./lan/lock-out-event.ts";
import { Sessions } from "./lan/sessions.ts";
import { locatorRecords } from "./locator-records.ts";
import { ManufacturingTest } from "./manufacturing-test.ts";
import { Messaging } from "./messaging.ts";
import { OemState } from "./oem-state.ts";
import { Pef, type PefDeps } from "./pef/pef.ts";
import { PrivateBuses } from "./private-bus.ts";
import { SdrRepository } from "./sdr-repository.ts";
import { SecureBoot } from "./secure-boot.ts";
import { Sel } from "./sel.ts";
import { Sensors } from "./sensors/sensors.ts";
import { WATCHDOG_TYPE, watchdogSensor } from "./sensors/watchdog-sensor.ts";
import { StateSensors } from "./state-sensors.ts";
import { SystemInfo } from "./system-info.ts";
import { Users } from "./users.ts";
import { Watchdog } from "./watchdog.ts";
import { watchdogEffects } from "./watchdog-effects.ts";

/** A BMC or a satellite controller (§5.5) with all of its state. */
export class Bmc {
  #options: BmcOptions;
  readonly clock: Clock;
  readonly firewall: Firewall;
  readonly messaging: Messaging;
  /** The bus to the machine's other controllers. */
  readonly ipmb: Ipmb;
  readonly privateBuses: PrivateBuses;
  readonly acpi = new AcpiPowerState((state) => this.#stateSensors.acpiChanged(state));
  readonly manufacturingTest: ManufacturingTest;
  readonly systemInfo: SystemInfo;
  readonly chassis: Chassis;
  /** Undefined without attributes. */
  readonly bios: Bios | undefined;
  readonly secureBoot: SecureBoot | undefined;
  readonly channels: Channels;
  readonly users: Users;
  readonly lan: Lan;
  readonly sessions: Sessions;
  readonly sel: Sel;
  readonly auxiliaryLogs = new AuxiliaryLogs();
  readonly sdrs: SdrRepository;
  readonly frus: FruInventory;
  readonly pef: Pef;
  readonly alerting: Alerting;
  readonly events: EventReceiver;
  readonly eventGenerator: EventGenerator;
  readonly sensors: Sensors;
  readonly watchdog: Watchdog;
  readonly guestPanics: GuestPanics;
  readonly dcmi: Dcmi;
  readonly oemState: OemState;
  readonly httpsIdentity = new HttpsIdentity();
  /** When the system last started or restarted; undefined before that. */
  restartedMs: number | undefined;
  readonly #stateSensors: StateSensors;

  /** `commands`: every command the BMC answers, for the firewall. */
  constructor(
    options: BmcOptions,
    host: Host,
    clock: Clock,
    ipmb: Ipmb = new Ipmb(),
    commands: readonly FirewallCommand[] = [],
  ) {
    this.#options = options;
    this.clock = clock;
    this.ipmb = ipmb;
    this.firewall = new Firewall(commands);
    this.oemState = new OemState(options.oemState);
    this.privateBuses = new PrivateBuses(options.privateBuses);
    this.manufacturingTest = new ManufacturingTest(options.manufacturingTest);
    this.systemInfo = new SystemInfo(options.systemInfo);
    const { systemInterface, otherInterfaces = [] } = options;
    this.messaging = new Messaging(systemInterface, otherInterfaces, () => host.messagingChanged());
    this.sel = new Sel(options.sel, clock, (cleared) => {
      if (cleared) this.pef.selCleared();
      this.#stateSensors.logChanged(this.sel, cleared);
    });
    this.frus = new FruInventory(options.frus);
    this.sdrs = new SdrRepository(options.sdrRepository, this.sel.time, clock);
    this.pef = new Pef(options.pef, this.#pefDeps(), clock);
    this.events = new EventReceiver(this.sel, this.messaging, (event, id) => this.pef.process(event, id));
    const { address = BMC_ADDRESS } = options;
    this.eventGenerator = new EventGenerator(this.events, ipmb, address);
    const isWatched = address !== BMC_ADDRESS || options.sensors.some(({ type }) => type === WATCHDOG_TYPE);
    const watchdogSensors = isWatched ? [] : [watchdogSensor];
    this.sensors = new Sensors([...watchdogSensors, ...options.sensors], address, this.eventGenerator);
    this.#stateSensors = new StateSensors(this.sensors);
    this.guestPanics = new GuestPanics({
      clock,
      moveSensors: (hasPanicked) => this.#stateSensors.panicked(hasPanicked),
      raise: (event) => this.events.receive(event),
    });
    const own = options.sdrRepository.ownRecords ? this.ownRecords() : [];
    for (const record of [...own, ...options.sdrs]) this.sdrs.add(record);
    this.watchdog = new Watchdog(clock, watchdogEffects(this, host));
    const lanChannel = options.lan.present ? options.lan.channel : undefined;
    const interfaces = this.messaging.all.map(({ channel }) => channel);
    this.channels = new Channels(options.lan.present ? options.lan : undefined, interfaces);
    this.users = new Users(options.users, lanChannel);
    const { channel } = options.lan;
    this.lan = new Lan(options.lan, this.watchdog, clock, {
      disable: (userId) => this.users.setAccess(userId, channel, { ipmiMessaging: false }),
      lockedOut: (userId) => this.events.receive(lockOutEvent(userId, channel)),
    });
    this.sessions = new Sessions(options.lan.sessions, clock);
    this.alerting = new Alerting(this);
    this.dcmi = new Dcmi(
      options.dcmi,
      {
        macAddress: options.lan.macAddress,
        sensors: this.sensors,
        raise: (event) => this.events.receive(event),
        losePower: (loss) => this.chassis.losePower(loss),
      },
      clock,
    );
    // A satellite controls no machine.
    const { attributes, secureBoot } = address === BMC_ADDRESS ? options.bios : { attributes: {} };
    this.bios = Object.keys(attributes).length > 0 ? new Bios(attributes, clock) : undefined;
    this.secureBoot = secureBoot === undefined ? undefined : new SecureBoot(secureBoot);
    this.chassis = new Chassis(options.chassis, host, clock, {
      interrupted: (powerOn) => {
        this.#systemInterrupted(powerOn);
        host.systemInterrupted(powerOn);
      },
      restarted: () => {
        this.restartedMs = clock.epochMs();
        this.bios?.systemRestarted();
        this.secureBoot?.systemRestarted();
      },
      pressed: (button) => this.#stateSensors.pressed(button),
      senses: (condition) => isSensed(condition, this.sensors.all),
    });
  }

  get options(): BmcOptions {
    return this.#options;
  }

  /** Changes the BMC's identity. Existing records keep the old one. */
  identify(identity: Partial<Pick<BmcOptions, "device" | "guid" | "systemGuid" | "selfTest">>): void {
    this.#options = { ...this.#options, ...identity };
  }

  /** §20.2 Cold Reset: back to the state after power-up, except that the chassis keeps its power. */
  coldReset(): void {
    this.messaging.reset();
    this.acpi.reset();
    this.manufacturingTest.reset();
    this.systemInfo.reset();
    this.chassis.reset();
    this.channels.reset();
    this.lan.reset();
    this.sessions.reset();
    this.sel.reset();
    this.sdrs.reset();
    this.pef.reset();
    this.alerting.reset();
    this.eventGenerator.reset();
    this.sensors.reset();
    this.watchdog.reset();
    this.oemState.reset();
  }

  /** §20.3 Warm Reset: empties the message queues and ends the sessions; settings stay. */
  warmReset(): void {
    this.sessions.reset();
    this.messaging.flush();
  }

  /** Returns the SDRs of this controller, its devices, entities and sensors, for its own repository and the BMC's. */
  ownRecords(): readonly Uint8Array[] {
    const { name, address = BMC_ADDRESS, device, locator, deviceLocators, entityAssociations } = this.options;
    return [
      ...locatorRecords({ name, address, locator, device, frus: this.frus, deviceLocators }),
      ...entityAssociations.flatMap((association) => associationRecords(association, address)),
      ...this.sensors.all.flatMap(({ record }) => record ?? []),
    ];
  }

  /** §33.21: sets the sensors to the initial values in their records. */
  runInitializationAgent(): void {
    this.sensors.initialize(this.sdrs.records());
  }

  #pefDeps(): PefDeps {
    return {
      chassis: () => this.chassis,
      raise: (event) => this.events.receive(event),
      alert: (alert) => this.alerting.alert(alert),
      startAlertDelay: (seconds) => this.alerting.startDelay(seconds),
      cancelDelayedAlerts: () => this.alerting.cancelDelayed(),
      lastRecordId: () => this.sel.lastId,
      isAvailable: () => !this.manufacturingTest.on && !this.sdrs.updateMode.active,
    };
  }

  /** Handles a reset of the system, or power that was switched on or off. */
  #systemInterrupted(powerOn: boolean): void {
    this.acpi.systemInterrupted(powerOn);
    this.dcmi.meter.systemPower(powerOn);
    this.pef.systemInterrupted(powerOn);
    this.watchdog.systemInterrupted();
    this.guestPanics.systemInterrupted();
    this.systemInfo.systemInterrupted();
    this.channels.reset();
    this.lan.systemInterrupted();
  }

  snapshot() {
    return {
      firewall: this.firewall.snapshot(),
      messaging: this.messaging.snapshot(),
      privateBuses: this.privateBuses.snapshot(),
      acpi: this.acpi.snapshot(),
      manufacturingTest: this.manufacturingTest.snapshot(),
      systemInfo: this.systemInfo.snapshot(),
      chassis: this.chassis.snapshot(),
      bios: this.bios?.save(),
      secureBoot: this.secureBoot?.state,
      channels: this.channels.snapshot(),
      users: this.users.snapshot(),
      lan: this.lan.snapshot(),
      sessions: this.sessions.snapshot(),
      sel: this.sel.snapshot(),
      auxiliaryLogs: this.auxiliaryLogs.snapshot(),
      sdrs: this.sdrs.snapshot(),
      frus: this.frus.snapshot(),
      eventGenerator: this.eventGenerator.snapshot(),
      sensors: this.sensors.snapshot(),
      watchdog: this.watchdog.snapshot(),
      guestPanics: this.guestPanics.snapshot(),
      dcmi: this.dcmi.snapshot(),
      oemState: this.oemState.snapshot(),
      httpsIdentity: this.httpsIdentity.snapshot(),
      pef: this.pef.snapshot(),
      alerting: this.alerting.snapshot(),
    };
  }
}
