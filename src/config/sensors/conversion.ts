/** From the values of a sensor's configuration to raw bytes, with a word where those say something else (IPMI §36.3). */
import type { ReadingFactors } from "../../bmc/records/reading-factors.ts";
import { type Linearization, type NumericFormat, nearestRaw, toUnits } from "../../bmc/sensors/conversion.ts";
import { type FactorTable, factorsAt } from "../../bmc/sensors/factor-table.ts";
import type { Findings } from "../values/findings.ts";
import type { Quantity } from "../values/quantity.ts";

type Path = readonly PropertyKey[];

export interface ConversionOptions {
  readonly format: NumericFormat;
  readonly linearization: Linearization;
  readonly factors: ReadingFactors;
  readonly factorTable: FactorTable;
  /** As it follows a number; empty where there is none. */
  readonly symbol: string;
  /** How far apart readings may be for what the sensor is for. */
  readonly resolution: number | undefined;
  /** What to do about a value that is not shown as written, where readings are so far apart. */
  readonly remedy: (step: number) => string;
}

const MAX_COUNT = 0xff;
/** What ipmitool and FreeIPMI print has three decimals at most. */
const VISIBLE = 0.0005;
const NOISE = 1e-9;

export class Conversion {
  readonly #options: ConversionOptions;
  readonly #findings: Findings;
  #worked: readonly number[] | undefined;
  #reached: readonly [number, number] | undefined;

  constructor(options: ConversionOptions, findings: Findings) {
    this.#options = options;
    this.#findings = findings;
  }

  /** A number with the sensor's unit. */
  print(value: number): string {
    return `${Number(value.toPrecision(6))} ${this.#options.symbol}`.trim();
  }

  unitsOf(raw: number): number {
    return this.#values[raw] ?? Number.NaN;
  }

  /** Of each raw reading; worked out once, as they are asked for often. */
  get #values(): readonly number[] {
    const { format, factors, factorTable, linearization } = this.#options;
    this.#worked ??= Array.from({ length: MAX_COUNT + 1 }, (_, raw) =>
      toUnits(raw, format, factorsAt(raw, factors, factorTable).factors, linearization),
    );
    return this.#worked;
  }

  /** The nearest, and nothing said about it. */
  nearest(value: number): number {
    return nearestRaw(value, (raw) => this.unitsOf(raw));
  }

  /** A problem where it cannot be shown; a warning where it is shown as another, if it `matters`. */
  raw(quantity: Quantity, path: Path, matters = true): number {
    if (quantity.kind === "raw") return quantity.raw;
    const { value } = quantity;
    const raw = this.nearest(value);
    const shown = this.unitsOf(raw);
    const [low, high] = this.#reach();
    const step = this.#stepAt(raw);
    if (value < low - step / 2 || value > high + step / 2) {
      const sentence = `${this.print(value)} cannot be shown; its readings go from ${this.print(low)} to ${this.print(high)}`;
      this.#findings.problem(path, `${sentence}. ${this.#options.remedy(step)}`);
    } else if (matters && this.#isOff(shown - value)) this.#warn(path, value, shown, step);
    return raw;
  }

  /** A difference, in counts. */
  counts(quantity: Quantity, path: Path): number {
    if (quantity.kind === "raw") return quantity.raw;
    const { factors, linearization, factorTable } = this.#options;
    if (linearization !== "linear" || factorTable.length > 0) {
      const problem = `its readings are not evenly apart (linearization: ${linearization}); expected counts: raw 2`;
      this.#findings.problem(path, problem);
      return 0;
    }
    const step = Math.abs(factors.m) * 10 ** factors.rExponent;
    const counts = Math.round(quantity.value / step);
    if (quantity.value < 0 || counts > MAX_COUNT) {
      this.#findings.problem(
        path,
        `expected from 0 to ${this.print(MAX_COUNT * step)}, got ${this.print(quantity.value)}`,
      );
    } else if (this.#isOff(counts * step - quantity.value)) this.#warn(path, quantity.value, counts * step, step);
    return Math.min(Math.max(counts, 0), MAX_COUNT);
  }

  #warn(path: Path, value: number, shown: number, step: number): void {
    const apart = `is shown as ${this.print(shown)}, as readings there are ${this.print(step)} apart`;
    this.#findings.warning(path, `${this.print(value)} ${apart}. ${this.#options.remedy(step)}`);
  }

  #isOff(by: number): boolean {
    const { resolution } = this.#options;
    return Math.abs(by) > (resolution === undefined ? VISIBLE : resolution / 2) + NOISE;
  }

  /** Lowest and highest value that there is a reading for. */
  #reach(): readonly [number, number] {
    if (this.#reached) return this.#reached;
    const values = this.#values.filter(Number.isFinite);
    this.#reached = [Math.min(...values), Math.max(...values)];
    return this.#reached;
  }

  /** 0 where all readings are the same. */
  #stepAt(raw: number): number {
    const here = this.unitsOf(raw);
    const steps = [raw - 1, raw + 1].map((next) => Math.abs(this.unitsOf((next + 256) % 256) - here));
    const real = steps.filter((step) => Number.isFinite(step) && step > 0);
    return real.length > 0 ? Math.min(...real) : 0;
  }
}
