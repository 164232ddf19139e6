/** One run of the lab: its rows as they come, its verdicts, its end. */
import { z } from "zod";
import { type LabEvent, type LabRow, type LabRun, type LabVerdict, labStatus } from "../../control/calls/lab.ts";
import type { KeptRun } from "../../control/lab.ts";
import { type LabProgram, startLab } from "./lab-program.ts";
import { MAX_ROWS, MAX_TEXT } from "./limits.ts";

export interface RunOptions {
  readonly id: number;
  readonly qemus: readonly string[];
  readonly arguments: readonly string[];
  readonly tell: (event: LabEvent) => void;
}

const { rows, verdicts } = labStatus.result.shape;
const device = verdicts.element.shape.devices.element;
const differing = z.array(z.object({ number: z.int(), expected: z.string() }));

/** A line of `lab run --json-lines`. Its `qemu` is an index. */
const lineSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("plan"), total: z.int() }),
  rows.element.extend({ kind: z.literal("row"), qemu: z.int() }),
  verdicts.element.extend({
    kind: z.literal("verdict"),
    qemu: z.int(),
    devices: z.array(device.extend({ differing })),
  }),
]);

export class LabRunState implements KeptRun {
  readonly rows: LabRow[] = [];
  readonly verdicts: LabVerdict[] = [];
  readonly #options: RunOptions;
  readonly #program: LabProgram;
  readonly #startedMs = Date.now();
  readonly #startedAtMs = performance.now();
  #durationMs: number | undefined;
  #total: number | undefined;
  #state: LabRun["state"] = "running";
  #exitCode: number | undefined;
  #problem: string | undefined;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#program = startLab(options.arguments, {
      line: (line) => this.#take(lineSchema.parse(line)),
      ended: (exitCode, messages) => this.#end(exitCode, messages),
    });
  }

  get isRunning(): boolean {
    return this.#durationMs === undefined;
  }

  get status(): LabRun {
    return {
      run: this.#options.id,
      state: this.#state,
      startedMs: this.#startedMs,
      durationMs: Math.round(this.#durationMs ?? performance.now() - this.#startedAtMs),
      qemus: [...this.#options.qemus],
      done: this.rows.length,
      total: this.#total,
      differing: this.rows.filter(({ expected }) => expected !== undefined).length,
      arguments: [...this.#options.arguments],
      exitCode: this.#exitCode,
      problem: this.#problem,
    };
  }

  async stop(): Promise<void> {
    if (!this.isRunning) return;
    this.#state = "stopped";
    await this.#program.end();
  }

  #take(line: z.output<typeof lineSchema>): void {
    if (!this.isRunning) return;
    switch (line.kind) {
      case "plan":
        this.#total = line.total;
        if (line.total > MAX_ROWS) throw new Error(tooManyRows(line.total));
        break;
      case "row": {
        const { kind: _, qemu, ...row } = line;
        this.#show({ ...row, qemu: this.#nameOf(qemu) });
        return;
      }
      case "verdict": {
        const { kind: _, qemu, devices, unmet, ...rest } = line;
        this.verdicts.push({
          ...rest,
          qemu: this.#nameOf(qemu),
          devices: devices.map((each) => ({ ...each, differing: each.differing.length, text: cut(each.text) })),
          unmet: unmet.map(cut),
        });
        // Without an expectation, only the verdict says what a row is held against.
        for (const { number, expected } of devices.flatMap((each) => each.differing)) {
          const row = this.rows[number - 1];
          if (row && row.expected === undefined) this.#show({ ...row, expected });
        }
      }
    }
    this.#tell();
  }

  #show(row: LabRow): void {
    this.rows[row.number - 1] = row;
    this.#options.tell({ kind: "row", run: this.#options.id, row });
  }

  #nameOf(index: number): string {
    return this.#options.qemus[index] ?? "";
  }

  #end(exitCode: number | null, messages: string): void {
    this.#durationMs = performance.now() - this.#startedAtMs;
    this.#exitCode = exitCode ?? undefined;
    if (this.#state === "running") {
      const isWhole = this.verdicts.length === this.#options.qemus.length;
      this.#state = isWhole ? "done" : "failed";
      if (!isWhole) this.#problem = messages || "the lab ended without a verdict";
    }
    this.#tell();
  }

  #tell(): void {
    this.#options.tell({ kind: "run", run: this.status });
  }
}

function tooManyRows(total: number): string {
  return `the run would have ${total} rows, and ${MAX_ROWS} is the most; choose fewer QEMUs, scenarios or rounds`;
}

function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}
