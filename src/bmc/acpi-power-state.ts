/** The ACPI power state that system software reported (IPMI §20.6, §20.7). Power off is S5. */
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";
import { hexNumber } from "../text/hex.ts";

/** §20.6: 7Fh in a Set command means no change; 2Ah is unknown. */
const NO_CHANGE = 0x7f;
const UNKNOWN = 0x2a;

/** S0 to S5, S4/S5, G3, sleeping S1–S3, G1 sleeping, override, legacy on, legacy off, unknown. */
const SYSTEM_STATES: ReadonlySet<number> = new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0x0a, 0x20, 0x21, UNKNOWN]);
/** D0 to D3, unknown. */
const DEVICE_STATES: ReadonlySet<number> = new Set([0, 1, 2, 3, UNKNOWN]);

/** State codes of §20.6, 7 bits each. */
export interface AcpiPowerStates {
  readonly system: number;
  readonly device: number;
}

const S0 = 0;
const S5 = 5;

export class AcpiPowerState {
  #states: AcpiPowerStates = { system: S0, device: 0 };
  readonly #changed: (system: number) => void;

  /** `changed` gets the system's state after each change. */
  constructor(changed: (system: number) => void = () => {}) {
    this.#changed = changed;
  }

  get states(): AcpiPowerStates {
    return this.#states;
  }

  /**
   * Sets both states; `undefined` leaves one unchanged. Throws `IpmiError` CCh for an unknown code, and then changes
   * nothing.
   */
  set(system: number | undefined, device: number | undefined): void {
    this.#states = {
      system: checked("system", SYSTEM_STATES, system) ?? this.#states.system,
      device: checked("device", DEVICE_STATES, device) ?? this.#states.device,
    };
    this.#changed(this.#states.system);
  }

  /** Handles a reset of the system, or power that was switched on or off: S0 when it is on, S5 when it is off. */
  systemInterrupted(powerOn: boolean): void {
    this.#states = { system: powerOn ? S0 : S5, device: this.#states.device };
    this.#changed(this.#states.system);
  }

  reset(): void {
    this.#states = { system: S0, device: 0 };
  }

  snapshot() {
    return this.#states;
  }
}

function checked(which: string, known: ReadonlySet<number>, state: number | undefined): number | undefined {
  if (state === undefined || state === NO_CHANGE) return undefined;
  if (known.has(state)) return state;
  throw new IpmiError(CompletionCode.InvalidDataField, `ACPI ${which} power state ${hexNumber(state)} does not exist`);
}
