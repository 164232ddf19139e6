/** Manufacturing test mode (IPMI §20.5). It unlocks no standard command; OEM commands can check it. */
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";

export interface ManufacturingTestOptions {
  /** The key that a request must carry. Empty: a request without data enters the mode. */
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

  /** Throws `IpmiError` C7h for a key of the wrong length, and D4h for a wrong key. */
  enter(key: Uint8Array): void {
    if (key.length !== this.#key.length) {
      throw new IpmiError(
        CompletionCode.DataLengthInvalid,
        `the key has ${key.length} bytes; expected ${this.#key.length}`,
      );
    }
    if (!key.every((byte, i) => byte === this.#key[i])) {
      throw new IpmiError(CompletionCode.InsufficientPrivilege, "the key is wrong; expected manufacturingTest.key");
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
