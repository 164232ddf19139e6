/** Manufacturing test mode (IPMI §20.5). It opens nothing of the specification's: it is for OEM commands to look at. */
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";

export interface ManufacturingTestOptions {
  /** What a request must bring; none: an empty one turns the mode on. */
  readonly key: Uint8Array;
}

export class ManufacturingTest {
  readonly #key: Uint8Array;
  #on = false;

  constructor({ key }: ManufacturingTestOptions) {
    this.#key = key;
  }

  get on(): boolean {
    return this.#on;
  }

  /** C7h when `key` is not as long as it should be, D4h when it is wrong. */
  enter(key: Uint8Array): void {
    if (key.length !== this.#key.length) {
      throw new IpmiError(CompletionCode.DataLengthInvalid, `expected a key of ${this.#key.length}, got ${key.length}`);
    }
    if (!key.every((byte, i) => byte === this.#key[i])) {
      throw new IpmiError(CompletionCode.InsufficientPrivilege, "wrong key");
    }
    this.#on = true;
  }

  reset(): void {
    this.#on = false;
  }

  snapshot() {
    return { on: this.#on };
  }
}
