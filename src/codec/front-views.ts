/** Views of the first bytes of a piece of memory. Those of a few bytes, as most messages have, are made once. */

const MAX_SMALL = 64;

export class FrontViews {
  readonly memory: Buffer;
  readonly #small: (Buffer | undefined)[] = new Array<undefined>(MAX_SMALL + 1).fill(undefined);

  constructor(size: number) {
    this.memory = Buffer.allocUnsafeSlow(size);
  }

  first(size: number): Buffer {
    if (size > MAX_SMALL) return this.memory.subarray(0, size);
    this.#small[size] ??= this.memory.subarray(0, size);
    return this.#small[size];
  }
}
