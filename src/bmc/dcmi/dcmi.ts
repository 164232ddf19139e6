/** DCMI state of a BMC (DCMI 1.5 chapter 6): power and its limit, temperature limits, names. */

import type { Clock } from "../../clock.ts";
import { hex } from "../../text/hex.ts";
import type { PowerLoss } from "../chassis/chassis.ts";
import type { PlatformEvent } from "../platform-event.ts";
import type { Sensor } from "../sensors/sensor.ts";
import { AssetTag } from "./asset-tag.ts";
import { ControllerId } from "./controller-id.ts";
import { platformPoweredOff, powerLimitExceeded, thermalLimitExceeded } from "./limit-events.ts";
import { type LimitEffects, PowerLimit } from "./power-limit.ts";
import { PowerMeter, type PowerMeterOptions } from "./power-meter.ts";
import { celsius, INLET, temperatureSensors } from "./temperatures.ts";
import { ThermalLimits } from "./thermal-limits.ts";

export interface DcmiOptions {
  readonly power: PowerMeterOptions & {
    /** The highest power limit that can be set. */
    readonly maximumWatts: number;
    /** Period of the power statistics until software sets it. */
    readonly samplingPeriodSeconds: number;
  };
  /** Up to 63 Latin 1 characters. */
  readonly assetTag: string;
  /** Up to 63 Latin 1 characters. Defaults to "DCMI" and the MAC address. */
  readonly controllerId?: string | undefined;
}

/** Parameters 2 to 5 of table 6-6. Only stored: the daemon has no DHCP client. */
export interface DhcpSettings {
  readonly discovery: { readonly randomBackOff: boolean; readonly vendorClass: boolean; readonly hostName: boolean };
  readonly initialTimeoutSeconds: number;
  readonly contactTimeoutSeconds: number;
  readonly retrySeconds: number;
}

const RECOMMENDED: DhcpSettings = {
  discovery: { randomBackOff: false, vendorClass: false, hostName: true },
  initialTimeoutSeconds: 4,
  contactTimeoutSeconds: 120,
  retrySeconds: 64,
};

export interface DcmiDeps {
  readonly macAddress: Uint8Array;
  readonly sensors: { readonly all: readonly Sensor[] };
  raise(event: PlatformEvent): void;
  losePower(loss: PowerLoss): void;
}

export class Dcmi {
  readonly assetTag: AssetTag;
  readonly controllerId: ControllerId;
  readonly meter: PowerMeter;
  readonly powerLimit: PowerLimit;
  readonly thermalLimits: ThermalLimits;
  #dhcp = RECOMMENDED;

  constructor({ power, assetTag, controllerId }: DcmiOptions, deps: DcmiDeps, clock: Clock) {
    const effects = (exceeded: PlatformEvent, loss: PowerLoss): LimitEffects => ({
      log: () => deps.raise(exceeded),
      powerOff() {
        deps.losePower(loss);
        deps.raise(platformPoweredOff);
      },
    });
    this.assetTag = new AssetTag(assetTag);
    this.controllerId = new ControllerId(controllerId ?? `DCMI${hex(deps.macAddress)}`);
    this.meter = new PowerMeter(power, clock);
    const { maximumWatts, samplingPeriodSeconds } = power;
    const powerEffects = effects(powerLimitExceeded, "overload");
    this.powerLimit = new PowerLimit(maximumWatts, samplingPeriodSeconds, this.meter, clock, powerEffects);
    const inlet = (instance: number) => {
      const inlets = temperatureSensors(deps.sensors.all, INLET);
      const sensor = inlets.find(({ definition }) => definition.entity.instance === instance);
      return sensor && celsius(sensor);
    };
    this.thermalLimits = new ThermalLimits(clock, inlet, effects(thermalLimitExceeded, "fault"));
  }

  get dhcp(): DhcpSettings {
    return this.#dhcp;
  }

  setDhcp(settings: Partial<DhcpSettings>): void {
    this.#dhcp = { ...this.#dhcp, ...settings };
  }

  snapshot() {
    return {
      assetTag: this.assetTag.snapshot(),
      controllerId: this.controllerId.snapshot(),
      meter: this.meter.snapshot(),
      powerLimit: this.powerLimit.snapshot(),
      thermalLimits: this.thermalLimits.snapshot(),
      dhcp: this.#dhcp,
    };
  }
}
