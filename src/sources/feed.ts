/** Feeds input to a sensor, and reports input that the sensor cannot show. */
import { type NumericFormat, nearestRaw, toCount } from "../bmc/sensors/conversion.ts";
import type { Sensor } from "../bmc/sensors/sensor.ts";
import type { SensorInput } from "./signal.ts";

/** Callbacks of a feed. */
export interface FeedDeps {
  /** Logs a line. Lines of one kind have the same message and differ in `fields`. */
  report(level: "info" | "warn", fields: object, message: string): void;
  /** Called after a sensor moved for another reason than time, such as a new number in a file. */
  moved(): void;
}

/** Values of all raw readings, kept by definition: they are looked up many times a second. */
interface Scale {
  readonly values: readonly number[];
  readonly least: number;
  readonly most: number;
}

const HIGHEST_BYTE = 0xff;
/** Raw byte of the lowest number in a signed format. */
const SIGN_BYTE = 0x80;

export class Feed {
  readonly sensor: Sensor;
  readonly #deps: FeedDeps;
  #beyond = false;

  constructor(sensor: Sensor, deps: FeedDeps) {
    this.sensor = sensor;
    this.#deps = deps;
  }

  /** Shows the nearest value that the sensor has. Reports input out of range once, until it is in range again. */
  give(input: SensorInput): void {
    const beyond = !this.#apply(input);
    if (beyond && !this.#beyond) {
      this.report(
        "warn",
        { input },
        "a sensor's source gives a value out of the sensor's range; the nearest value is shown",
      );
    }
    this.#beyond = beyond;
  }

  /** Calls `give`, then `moved`: the input came at a time that no timer announced. */
  giveLate(input: SensorInput): void {
    this.give(input);
    this.#deps.moved();
  }

  report(level: "info" | "warn", fields: object, message: string): void {
    const { name, number } = this.sensor.definition;
    this.#deps.report(level, { sensor: name, number, ...fields }, message);
  }

  /** Whether the input is in range. Sets the reading before availability, so that no stale reading shows. */
  #apply(input: SensorInput): boolean {
    const { sensor } = this;
    if ("unavailable" in input) {
      sensor.available = false;
      return true;
    }
    const within = "states" in input ? this.#states(input.states) : this.#reading(input);
    sensor.available = true;
    return within;
  }

  #states(states: readonly number[]): boolean {
    const known = states.filter((state) => this.sensor.definition.states.includes(state));
    this.sensor.setStates(new Set(known));
    return known.length === states.length;
  }

  #reading(input: { readonly value: number } | { readonly raw: number }): boolean {
    if ("value" in input) {
      const { values, least, most } = scaleOf(this.sensor);
      this.sensor.setReading(nearestRaw(input.value, (raw) => values[raw] ?? Number.NaN));
      return input.value >= least && input.value <= most;
    }
    const raw = Math.round(input.raw);
    this.sensor.setReading(byteOf(raw, this.sensor.definition.format));
    return raw >= Math.min(lowestOf(this.sensor.definition.format), 0) && raw <= HIGHEST_BYTE;
  }
}

/** Returns the lowest number of a signed format; for other formats, a number that is not negative. */
function lowestOf(format: NumericFormat): number {
  return toCount(SIGN_BYTE, format);
}

/** Encodes a negative number in a signed format. A number over 7Fh is taken as a raw byte in every format. */
function byteOf(raw: number, format: NumericFormat): number {
  const lowest = lowestOf(format);
  if (raw < 0 && lowest < 0) return Math.max(raw, lowest) + SIGN_BYTE - lowest;
  return Math.min(Math.max(raw, 0), HIGHEST_BYTE);
}

const scales = new WeakMap<Sensor["definition"], Scale>();

function scaleOf(sensor: Sensor): Scale {
  const known = scales.get(sensor.definition) ?? newScale(sensor);
  scales.set(sensor.definition, known);
  return known;
}

function newScale(sensor: Sensor): Scale {
  const values = Array.from({ length: HIGHEST_BYTE + 1 }, (_, raw) => sensor.unitsOf(raw));
  const finite = values.filter(Number.isFinite);
  return { values, least: Math.min(...finite), most: Math.max(...finite) };
}
