/** Changes that take time, one after another. While one runs, only the last of those requested is kept. */
export class LatestChange<Value> {
  readonly #make: (value: Value) => Promise<void>;
  #next: { readonly value: Value } | undefined;
  #underWay: Promise<void> | undefined;

  /** `make` must not reject. */
  constructor(make: (value: Value) => Promise<void>) {
    this.#make = make;
  }

  /** Resolves when the last change is made; undefined: none is under way. */
  get underWay(): Promise<void> | undefined {
    return this.#underWay;
  }

  to(value: Value): Promise<void> {
    this.#next = { value };
    this.#underWay ??= this.#makeAll();
    return this.#underWay;
  }

  async #makeAll(): Promise<void> {
    while (this.#next) {
      const { value } = this.#next;
      this.#next = undefined;
      await this.#make(value);
    }
    this.#underWay = undefined;
  }
}
