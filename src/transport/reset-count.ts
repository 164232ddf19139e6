/** Resets of a machine, each counted once although up to three sources report it: our own command, a link, QMP. */
export class ResetCount {
  #count = 0;
  /** We sent a reset and counted it, and QEMU has not reported one since. QEMU 7.2 to 11.1 never does. */
  #sent = false;
  /** Links report resets; QMP then reports the same ones again. */
  #linksTell = false;

  get count(): number {
    return this.#count;
  }

  /** Counts a reset that we sent to QEMU. */
  sent(): void {
    this.#count++;
    this.#sent = true;
  }

  /** Counts a reset that a link reported. */
  toldByLink(): void {
    this.#linksTell = true;
    this.#told(1);
  }

  /** Counts the resets that QMP reported. Returns false if links report the same ones. */
  toldByQmp(count = 1): boolean {
    if (this.#linksTell) return false;
    this.#told(count);
    return true;
  }

  #told(count: number): void {
    this.#count += this.#sent ? count - 1 : count;
    this.#sent = false;
  }
}
