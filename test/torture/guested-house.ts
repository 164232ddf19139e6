/** A daemon with a serial guest on its first machine, and a second machine, for trials that disturb it while it runs. */

import type { TestDaemon, TestDaemonOptions } from "../support/daemon/daemon.ts";
import { listProblems } from "../support/store/kept-problems.ts";
import { readKept } from "../support/store/kept-writer.ts";
import { EventLedger, Guest } from "./guest.ts";
import { House, type HouseOptions } from "./house.ts";

export class GuestedHouse {
  readonly house: House;
  readonly ledger = new EventLedger();
  readonly #options: TestDaemonOptions;
  #daemon: TestDaemon | undefined;
  #guest: Guest | undefined;

  constructor(directory: string, house: Omit<HouseOptions, "machines"> = {}, options: TestDaemonOptions = {}) {
    this.house = new House(directory, { ...house, machines: ["a", "b"] });
    this.#options = options;
  }

  /** Door of the machine without a guest. */
  get freeDoor(): string {
    return this.house.door("b");
  }

  get daemon(): TestDaemon {
    if (!this.#daemon) throw new Error("the daemon is not running");
    return this.#daemon;
  }

  get guest(): Guest {
    if (!this.#guest) throw new Error("the guest is not connected");
    return this.#guest;
  }

  get pid(): number {
    return this.daemon.process.pid ?? 0;
  }

  get counts() {
    return { "answered records": this.ledger.answered.size, "refused records": this.ledger.refused.size };
  }

  async start(): Promise<void> {
    this.#daemon = await this.house.start(this.#options);
    this.#guest = await Guest.open(this.house.door("a"));
  }

  async kill(): Promise<void> {
    this.#guest?.close();
    await this.daemon.kill();
  }

  /** Adds events; returns the number that was taken. */
  async add(count: number): Promise<number> {
    let taken = 0;
    for (let i = 0; i < count; i++) if (await this.ledger.add(this.guest)) taken++;
    return taken;
  }

  /** Compares what was answered with the daemon that runs. A door has one guest at a time, so the guest connects anew. */
  async problems(): Promise<string[]> {
    this.guest.close();
    const { sel } = await readKept(this.house.door("a"));
    this.#guest = await Guest.open(this.house.door("a"));
    const refused = sel.filter(({ number }) => this.ledger.refused.has(number));
    return [
      ...listProblems("SEL", this.ledger, sel),
      ...(refused.length > 0 ? [`SEL: ${refused.length} records were refused, and are there`] : []),
    ];
  }
}
