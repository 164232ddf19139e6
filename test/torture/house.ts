/** A daemon with several machines and a state, and the guests that write to each and know what was answered. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startTestDaemon, type TestDaemon, type TestDaemonOptions } from "../support/daemon/daemon.ts";
import { problemsOf } from "../support/store/kept-problems.ts";
import { KeptWriter, readKept } from "../support/store/kept-writer.ts";

const COMPILE_CACHE = fileURLToPath(new URL("../../node_modules/.cache/extern-bmc", import.meta.url));

const MACHINE = {
  sel: { capacity: 65_534 },
  sdrRepository: { size: 65_535 },
  frus: [{ id: 0, size: 512, data: "00 ".repeat(256) }],
};

export interface HouseOptions {
  readonly machines?: readonly string[];
  readonly durability?: "process" | "power";
  /** Settings of the daemon. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly state?: string;
}

export class House {
  readonly names: readonly string[];
  readonly writers: readonly KeptWriter[];
  readonly state: string;
  readonly config: string;
  readonly #directory: string;
  readonly #options: HouseOptions;

  constructor(directory: string, options: HouseOptions = {}) {
    mkdirSync(directory, { recursive: true });
    this.#directory = directory;
    this.#options = options;
    this.names = options.machines ?? ["a", "b", "c"];
    this.writers = this.names.map(() => new KeptWriter());
    this.state = options.state ?? join(directory, "state");
    this.config = join(directory, "config.yaml");
    this.configure();
  }

  /** Writes the configuration, with machines that nobody writes to. */
  configure(more: readonly string[] = []): void {
    const machines = [...this.names, ...more].map((name) => ({
      name,
      listen: [`unix:${this.door(name)}`],
      ...MACHINE,
    }));
    const state = { directory: this.state, durability: this.#options.durability ?? "process" };
    writeFileSync(this.config, JSON.stringify({ log: { level: "warn" }, state, ...this.#options.settings, machines }));
  }

  door(name: string): string {
    return join(this.#directory, `${name}.sock`);
  }

  start(options: TestDaemonOptions = {}): Promise<TestDaemon> {
    const env = { NODE_COMPILE_CACHE: COMPILE_CACHE, ...options.env };
    return startTestDaemon({ ...options, args: ["-c", this.config], env });
  }

  /** Every guest writes until its connection ends. `reached` is called after so many answers to one of them. */
  async write(writer: number, answers: number, reached: () => void): Promise<void> {
    const all = this.writers.map((each, index) => {
      const [most, act] = index === writer ? [answers, reached] : [Number.POSITIVE_INFINITY, () => {}];
      return each.write(this.door(this.names[index] ?? ""), most, act);
    });
    await Promise.all(all);
  }

  /** Finds records that are lost, doubled or out of order, by a start that must report nothing. */
  async problems(): Promise<string[]> {
    await using daemon = await this.start();
    const found: string[] = [];
    for (const [index, name] of this.names.entries()) {
      const kept = await readKept(this.door(name));
      const writer = this.writers[index];
      if (writer) found.push(...problemsOf(writer, kept).map((problem) => `machine ${name}: ${problem}`));
    }
    return [...found, ...complaints(daemon)];
  }

  get answered(): number {
    return this.writers.reduce((sum, { sel, sdr }) => sum + sel.answered.size + sdr.answered.size, 0);
  }
}

/** Lines on standard error where none are due. */
export function complaints(daemon: TestDaemon): string[] {
  const lines = daemon.stderr().trim();
  return lines === "" ? [] : [`standard error: ${lines}`];
}
