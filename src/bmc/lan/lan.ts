/** The LAN channel's configuration (IPMI chapter 23). Non-volatile, except destination 0 and uncommitted writes. */
import type { Clock } from "../../clock.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { SetInProgress } from "../set-in-progress.ts";
import type { Watchdog } from "../watchdog.ts";
import { ArpSuspension } from "./arp-suspension.ts";
import { authenticationTypes, DESTINATION, factoryValues } from "./factory-values.ts";
import type { LanOptions } from "./lan-options.ts";
import type { AuthenticationTypes, Destination, LanValues } from "./lan-values.ts";
import { LockOut, type LockOutEffects } from "./lock-out.ts";
import { PayloadAccess } from "./payload-access.ts";
import { SecurityKey, SecurityKeys } from "./security-keys.ts";
import { Sol } from "./sol.ts";
import { SolActivations } from "./sol-activations.ts";

export class Lan {
  readonly progress = new SetInProgress({
    save: () => this.#values,
    restore: (values: LanValues) => this.set(values),
  });
  readonly sol: Sol;
  readonly solActivations = new SolActivations();
  readonly securityKeys = new SecurityKeys();
  readonly payloadAccess: PayloadAccess;
  readonly arpSuspension: ArpSuspension;
  readonly lockOut: LockOut;
  readonly authenticationTypes: AuthenticationTypes;
  readonly cipherSuites: readonly number[];
  /** UDP port of the LAN door; undefined while the LAN is not served. */
  doorPort: number | undefined;
  readonly #advertise: LanOptions["advertise"];
  #values: LanValues;

  constructor(
    options: LanOptions,
    watchdog: Pick<Watchdog, "running" | "settings">,
    clock: Clock,
    effects: LockOutEffects,
  ) {
    const { hasSerialPort = false } = options;
    this.sol = new Sol(hasSerialPort);
    this.payloadAccess = new PayloadAccess(hasSerialPort);
    this.arpSuspension = new ArpSuspension(watchdog);
    this.lockOut = new LockOut(clock, () => this.#values.badPasswordThreshold, effects);
    if (options.kg) this.securityKeys.set(SecurityKey.Kg, options.kg);
    this.authenticationTypes = authenticationTypes(options.authenticationTypes);
    this.cipherSuites = options.cipherSuites;
    this.#advertise = options.advertise;
    this.#values = factoryValues(options);
  }

  get values(): LanValues {
    return this.#values;
  }

  /** Address that clients are told: parameter 3, or the configured one. */
  get advertisedAddress(): Uint8Array {
    return this.#advertise.address ?? this.#values.ipAddress;
  }

  /** Port that clients are told: the configured one, the door's, or parameter 8. */
  get advertisedPort(): number {
    return this.servedPort ?? this.#values.primaryPort;
  }

  /** Port at which clients reach the LAN door: the configured one, or the door's; undefined without a door. */
  get servedPort(): number | undefined {
    return this.#advertise.port ?? this.doorPort;
  }

  set(values: Partial<LanValues>): void {
    this.#values = { ...this.#values, ...values };
  }

  /** Parameter 2. Throws `IpmiError` CCh for an unsupported type, as the specification recommends. */
  enableAuthentication(enables: LanValues["authenticationEnables"]): void {
    for (const types of Object.values(enables)) {
      for (const type of Object.keys(types) as (keyof AuthenticationTypes)[]) {
        if (!types[type] || this.authenticationTypes[type]) continue;
        throw new IpmiError(
          CompletionCode.InvalidDataField,
          `authentication type ${type} is not supported; expected one of parameter 1`,
        );
      }
    }
    this.set({ authenticationEnables: enables });
  }

  /** Throws `IpmiError` C9h when the destination does not exist. */
  destination(selector: number): Destination {
    const { destinations } = this.#values;
    const destination = destinations[selector];
    if (destination) return destination;
    throw new IpmiError(
      CompletionCode.ParameterOutOfRange,
      `destination is ${selector}; expected 0 to ${destinations.length - 1}`,
    );
  }

  setDestination(selector: number, change: Partial<Destination>): void {
    const changed = { ...this.destination(selector), ...change };
    this.set({ destinations: this.#values.destinations.with(selector, changed) });
  }

  /** Handles a reset or power loss of the system: rolls back uncommitted writes. */
  systemInterrupted(): void {
    this.progress.reset();
    this.sol.systemInterrupted();
  }

  reset(): void {
    this.progress.reset();
    this.sol.reset();
    this.arpSuspension.reset();
    this.setDestination(0, DESTINATION);
  }

  /** The values to store, without uncommitted writes; each change makes a new object. */
  save(): LanValues {
    return this.progress.before ?? this.#values;
  }

  /** Restores all values except destination 0, which is volatile. */
  restore(values: Partial<LanValues>): void {
    this.set(values);
    this.setDestination(0, DESTINATION);
  }

  snapshot() {
    return {
      values: this.#values,
      progress: this.progress.snapshot(),
      suspended: this.arpSuspension.snapshot(),
      sol: this.sol.snapshot(),
      securityKeys: this.securityKeys.snapshot(),
      payloadAccess: this.payloadAccess.snapshot(),
      solActivations: this.solActivations.snapshot(),
      lockOut: this.lockOut.snapshot(),
    };
  }
}
