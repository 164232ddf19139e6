/** The daemon's lab: which QEMUs and scenarios there are, and its runs, one at a time. */
import { access, constants } from "node:fs/promises";
import { join } from "node:path";
import type { LabEvent, LabInfo, LabOptions, LabRun } from "../../control/calls/lab.ts";
import type { ControlledLab, KeptRun } from "../../control/lab.ts";
import { ControlError } from "../../control/protocol.ts";
import { ACCEPTANCES } from "../../lab/model/acceptance.ts";
import { insteadOf } from "../../text/suggest.ts";
import { pauses } from "../../turns/slices.ts";
import { listScenarios } from "./lab-program.ts";
import { LabRunState } from "./lab-run.ts";
import { MAX_RUNS } from "./limits.ts";

/** Name of the QEMU that is there without a configuration. */
const DEFAULT = "default";
/** Name of the QEMU that the model plays. */
const MODEL = "model";

export class Lab implements ControlledLab {
  /** Programs by name. */
  readonly #qemus: ReadonlyMap<string, string>;
  #listeners: readonly ((event: LabEvent) => void)[] = [];
  #scenarios: Promise<LabInfo["scenarios"]> | undefined;
  #runs: readonly LabRunState[] = [];
  #lastId = 0;
  /** Events that watchers are being told. */
  #events: LabEvent[] = [];
  readonly #closing = new AbortController();

  /** @param named the setting lab.qemu @param program the QEMU where it names none */
  constructor(named: Readonly<Record<string, string>> | undefined, program: string) {
    this.#qemus = new Map(Object.entries(named ?? { [DEFAULT]: program }));
  }

  async info(): Promise<LabInfo> {
    const qemus = [...this.#qemus].map(async ([name, program]) => ({ name, program, found: await isFound(program) }));
    return {
      qemus: await Promise.all(qemus),
      scenarios: await this.#known(),
      kinds: [...ACCEPTANCES],
      runs: this.#runs.map(({ status }) => status),
    };
  }

  async start(options: LabOptions): Promise<LabRun> {
    this.#checkFree();
    const isModel = options.host === "model";
    const qemus = options.qemu ?? (isModel ? [] : [...this.#qemus.keys()].slice(0, 1));
    const programs = qemus.map((name) => this.#programOf(name));
    const names = (await this.#known()).map(({ name }) => name);
    for (const name of options.scenario ?? []) checkScenario(name, names);
    this.#checkFree();
    const run = new LabRunState({
      id: ++this.#lastId,
      qemus: isModel ? [MODEL] : qemus,
      arguments: argumentsOf(options, programs),
      tell: (event) => this.#tell(event),
    });
    this.#runs = [...this.#runs, run].slice(-MAX_RUNS);
    this.#tell({ kind: "run", run: run.status });
    return run.status;
  }

  run(id: number): KeptRun {
    const found = this.#runs.find(({ status }) => status.run === id);
    if (found) return found;
    throw new ControlError("notFound", `there is no run ${id}; lab.info lists the latest ${MAX_RUNS}`, {
      argument: "run",
    });
  }

  watch(listener: (event: LabEvent) => void): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  /** Ends the run that is under way, and starts no other. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#runs.at(-1)?.stop();
  }

  /** Tells the watchers in slices: a verdict can judge thousands of rows at once, and a guest would wait for all of them. */
  #tell(event: LabEvent): void {
    this.#events.push(event);
    if (this.#events.length === 1) void this.#tellAll();
  }

  async #tellAll(): Promise<void> {
    const pause = pauses();
    for (const event of this.#events) {
      for (const listener of this.#listeners) listener(event);
      const paused = pause();
      if (paused) await paused;
    }
    this.#events = [];
  }

  #checkFree(): void {
    if (this.#closing.signal.aborted) throw new ControlError("unavailable", "the daemon is stopping");
    const last = this.#runs.at(-1);
    if (!last?.isRunning) return;
    throw new ControlError(
      "unavailable",
      `run ${last.status.run} is under way, and a daemon has one at a time; stop it first`,
    );
  }

  /** Lets a caller name the QEMUs of the configuration alone: a token of the API must not run other programs. */
  #programOf(name: string): string {
    const program = this.#qemus.get(name);
    if (program !== undefined) return program;
    const known = insteadOf(name, [...this.#qemus.keys()], "expected one of");
    throw new ControlError("notFound", `lab.qemu has no ${name}; ${known}`, { argument: "qemu" });
  }

  #known(): Promise<LabInfo["scenarios"]> {
    this.#scenarios ??= listScenarios(this.#closing.signal).catch((error: unknown) => {
      this.#scenarios = undefined;
      throw error;
    });
    return this.#scenarios;
  }
}

function checkScenario(name: string, names: readonly string[]): void {
  if (names.includes(name)) return;
  const instead = insteadOf(name, names, "expected one of");
  throw new ControlError("notFound", `there is no scenario ${name}; ${instead}`, { argument: "scenario" });
}

function argumentsOf(options: LabOptions, programs: readonly string[]): readonly string[] {
  const { scenario = [], host, bus, acceptance, expect, seed, repeat } = options;
  return [
    ...["lab", "run"],
    ...programs.flatMap((program) => ["--qemu", program]),
    ...scenario.flatMap((name) => ["--scenario", name]),
    ...Object.entries({ host, bus, acceptance, expect }).flatMap(([name, value]) =>
      value ? [`--${name}`, value] : [],
    ),
    ...(seed === 0 ? [] : ["--seed", `${seed}`]),
    ...(repeat === 1 ? [] : ["--repeat", `${repeat}`]),
  ];
}

async function isFound(program: string): Promise<boolean> {
  const folders = program.includes("/") ? [""] : (process.env["PATH"] ?? "").split(":");
  const found = folders.map((folder) =>
    access(join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    ),
  );
  return (await Promise.all(found)).includes(true);
}
