/** The ACPI power state that system software reported (IPMI §20.6, §20.7). The BMC only stores it. */

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

export class AcpiPowerState {
  #states: AcpiPowerStates = { system: 0, device: 0 };

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
  }

  reset(): void {
    this.#states = { system: 0, device: 0 };
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
