/** State bytes that a configuration names, for OEM commands. The BMC gives them no meaning. */

/** The initial values, 0 to 255, by name. */
export type OemStateOptions = Readonly<Record<string, number>>;

export class OemState {
  readonly #initial: ReadonlyMap<string, number>;
  #bytes: Map<string, number>;

  constructor(initial: OemStateOptions) {
    this.#initial = new Map(Object.entries(initial));
    this.#bytes = new Map(this.#initial);
  }

  /** Throws `RangeError` when the configuration does not name this byte. */
  get(name: string): number {
    const value = this.#bytes.get(name);
    if (value === undefined)
      throw new RangeError(`state byte ${name} does not exist; expected one that oemState names`);
    return value;
  }

  /** Throws `RangeError` when the configuration does not name this byte, or `value` is not a byte. */
  set(name: string, value: number): void {
    this.get(name);
    if (!Number.isInteger(value) || value < 0 || value > 0xff) {
      throw new RangeError(`state byte ${name} is ${value}; expected an integer from 0 to 255`);
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
