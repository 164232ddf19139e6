/** State bytes that the configuration names, for OEM commands: plain values, whose meaning is the OEM's. */

/** Names, and what the bytes are at first, 0 to 255. */
export type OemStateOptions = Readonly<Record<string, number>>;

export class OemState {
  readonly #initial: ReadonlyMap<string, number>;
  #bytes: Map<string, number>;

  constructor(initial: OemStateOptions) {
    this.#initial = new Map(Object.entries(initial));
    this.#bytes = new Map(this.#initial);
  }

  /** @throws RangeError when the configuration names no such byte. */
  get(name: string): number {
    const value = this.#bytes.get(name);
    if (value === undefined) throw new RangeError(`no state byte ${name}; expected one that oemState names`);
    return value;
  }

  /** @throws RangeError when the configuration names no such byte, or `value` is none. */
  set(name: string, value: number): void {
    this.get(name);
    if (!Number.isInteger(value) || value < 0 || value > 0xff) {
      throw new RangeError(`expected ${name} to become an integer from 0 to 255, got ${value}`);
    }
    this.#bytes.set(name, value);
  }

  reset(): void {
    this.#bytes = new Map(this.#initial);
  }

  snapshot() {
    return Object.fromEntries(this.#bytes);
  }
}
