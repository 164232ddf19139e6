/** K_R and K_G of a LAN channel (v2 §22.25): kept for sessions, which are not served. They are non-volatile. */
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";

export const SECURITY_KEY_SIZE = 20;

/** As Set Channel Security Keys numbers them. */
export const SecurityKey = { Kr: 0, Kg: 1 } as const;

const KeyCode = { TooShort: 0x81, TooLong: 0x82 } as const;

const UNSET = new Uint8Array(SECURITY_KEY_SIZE);

export class SecurityKeys {
  #keys: readonly Uint8Array[] = [UNSET, UNSET];

  /** 20 bytes. @throws IpmiError CCh when there is no such key, as `set` does. */
  get(key: number): Uint8Array {
    const value = this.#keys[key];
    if (value) return value;
    throw new IpmiError(CompletionCode.InvalidDataField, `no key ${key}`);
  }

  /** @throws IpmiError 81h and 82h when it has not 20 bytes. */
  set(key: number, value: Uint8Array): void {
    this.get(key);
    if (value.length !== SECURITY_KEY_SIZE) {
      const code = value.length < SECURITY_KEY_SIZE ? KeyCode.TooShort : KeyCode.TooLong;
      throw new IpmiError(code, `a key has ${SECURITY_KEY_SIZE} bytes, not ${value.length}`);
    }
    this.#keys = this.#keys.with(key, Uint8Array.from(value));
  }

  /** Whether a key is any other than 20 bytes of 00h. */
  isSet(key: number): boolean {
    return this.get(key).some((byte) => byte !== 0);
  }

  /** By number; another list after each change. */
  save(): readonly Uint8Array[] {
    return this.#keys;
  }

  restore(keys: readonly Uint8Array[]): void {
    this.#keys = keys;
  }

  /** Without the keys. */
  snapshot() {
    return { kr: this.isSet(SecurityKey.Kr), kg: this.isSet(SecurityKey.Kg) };
  }
}
