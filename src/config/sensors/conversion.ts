/** Converts values of a sensor's configuration to raw bytes, and reports values that these cannot show (IPMI §36.3). */
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
  /** Unit as it follows a number; empty without a unit. */
  readonly symbol: string;
  /** Distance between readings that the user accepts. */
  readonly resolution: number | undefined;
  /** Returns advice for a value that is not shown as written; `step` is the distance between readings. */
  readonly remedy: (step: number) => string;
}

const MAX_COUNT = 0xff;
/** Smallest visible difference: ipmitool and FreeIPMI print at most three decimals. */
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

  /** Prints a number with the sensor's unit. */
  print(value: number): string {
    return `${Number(value.toPrecision(6))} ${this.#options.symbol}`.trim();
  }

  unitsOf(raw: number): number {
    return this.#values[raw] ?? Number.NaN;
  }

  /** Values of all raw readings, cached because they are used often. */
  get #values(): readonly number[] {
    const { format, factors, factorTable, linearization } = this.#options;
    this.#worked ??= Array.from({ length: MAX_COUNT + 1 }, (_, raw) =>
      toUnits(raw, format, factorsAt(raw, factors, factorTable).factors, linearization),
    );
    return this.#worked;
  }

  /** Returns the nearest raw reading without any report. */
  nearest(value: number): number {
    return nearestRaw(value, (raw) => this.unitsOf(raw));
  }

  /** Converts a value. Out of range is a problem; a value that is shown inexactly is a warning if it `matters`. */
  raw(quantity: Quantity, path: Path, matters = true): number {
    if (quantity.kind === "raw") return quantity.raw;
    const { value } = quantity;
    const raw = this.nearest(value);
    const shown = this.unitsOf(raw);
    const [low, high] = this.#reach();
    const step = this.#stepAt(raw);
    if (value < low - step / 2 || value > high + step / 2) {
      const sentence = `${this.print(value)} cannot be shown; readings go from ${this.print(low)} to ${this.print(high)}`;
      this.#findings.problem(path, `${sentence}. ${this.#options.remedy(step)}`);
    } else if (matters && this.#isOff(shown - value)) this.#warn(path, value, shown, step);
    return raw;
  }

  /** Converts a difference to counts. */
  counts(quantity: Quantity, path: Path): number {
    if (quantity.kind === "raw") return quantity.raw;
    const { factors, linearization, factorTable } = this.#options;
    if (linearization !== "linear" || factorTable.length > 0) {
      const problem = `readings are not evenly spaced (linearization: ${linearization}); expected counts, such as raw 2`;
      this.#findings.problem(path, problem);
      return 0;
    }
    const step = Math.abs(factors.m) * 10 ** factors.rExponent;
    const counts = Math.round(quantity.value / step);
    if (quantity.value < 0 || counts > MAX_COUNT) {
      this.#findings.problem(
        path,
        `the difference is ${this.print(quantity.value)}; expected from 0 to ${this.print(MAX_COUNT * step)}`,
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

  /** Lowest and highest value that a reading can show. */
  #reach(): readonly [number, number] {
    if (this.#reached) return this.#reached;
    const values = this.#values.filter(Number.isFinite);
    this.#reached = [Math.min(...values), Math.max(...values)];
    return this.#reached;
  }

  /** Distance to the nearest different reading; 0 if all readings are equal. */
  #stepAt(raw: number): number {
    const here = this.unitsOf(raw);
    const steps = [raw - 1, raw + 1].map((next) => Math.abs(this.unitsOf((next + 256) % 256) - here));
    const real = steps.filter((step) => Number.isFinite(step) && step > 0);
    return real.length > 0 ? Math.min(...real) : 0;
  }
}
