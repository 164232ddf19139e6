/**
 * The session keys K_R and K_G of a LAN channel (v2 §22.25). RMCP+ sessions use K_G. Non-volatile.
 */
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";

export const SECURITY_KEY_SIZE = 20;

/** Key numbers of Set Channel Security Keys. */
export const SecurityKey = { Kr: 0, Kg: 1 } as const;

const KeyCode = { TooShort: 0x81, TooLong: 0x82 } as const;

const UNSET = new Uint8Array(SECURITY_KEY_SIZE);

export class SecurityKeys {
  #keys: readonly Uint8Array[] = [UNSET, UNSET];

  /** Returns a key of 20 bytes. This and `set` throw `IpmiError` CCh when the key does not exist. */
  get(key: number): Uint8Array {
    const value = this.#keys[key];
    if (value) return value;
    throw new IpmiError(CompletionCode.InvalidDataField, `key is ${key}; expected 0 or 1`);
  }

  /** Throws `IpmiError` 81h for fewer than 20 bytes, 82h for more. */
  set(key: number, value: Uint8Array): void {
    this.get(key);
    if (value.length !== SECURITY_KEY_SIZE) {
      const code = value.length < SECURITY_KEY_SIZE ? KeyCode.TooShort : KeyCode.TooLong;
      throw new IpmiError(code, `the key has ${value.length} bytes; expected ${SECURITY_KEY_SIZE}`);
    }
    this.#keys = this.#keys.with(key, Uint8Array.from(value));
  }

  /** Whether a key differs from 20 bytes of 00h. */
  isSet(key: number): boolean {
    return this.get(key).some((byte) => byte !== 0);
  }

  /** Keys by number; each change makes a new list. */
  save(): readonly Uint8Array[] {
    return this.#keys;
  }

  restore(keys: readonly Uint8Array[]): void {
    this.#keys = keys;
  }

  /** Leaves out the keys. */
  snapshot() {
    return { kr: this.isSet(SecurityKey.Kr), kg: this.isSet(SecurityKey.Kg) };
  }
}
