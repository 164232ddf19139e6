/** Gives a sensor what it is to see, and tells when it cannot show that. */
import { type NumericFormat, nearestRaw, toCount } from "../bmc/sensors/conversion.ts";
import type { Sensor } from "../bmc/sensors/sensor.ts";
import type { SensorInput } from "./signal.ts";

/** Whom to tell. */
export interface Surroundings {
  /** A line for the log; the message of one kind of line is always the same. */
  report(level: "info" | "warn", fields: object, message: string): void;
  /** Something moved a sensor that was not waiting for a time. */
  moved(): void;
}

/** What each raw reading is in units: looked up many times a second, and worked out once. */
interface Scale {
  readonly values: readonly number[];
  readonly least: number;
  readonly most: number;
}

const HIGHEST_BYTE = 0xff;
/** The byte that a signed format's lowest number has. */
const SIGN_BYTE = 0x80;

export class Feed {
  readonly sensor: Sensor;
  readonly #surroundings: Surroundings;
  #scale: Scale | undefined;
  #beyond = false;

  constructor(sensor: Sensor, surroundings: Surroundings) {
    this.sensor = sensor;
    this.#surroundings = surroundings;
  }

  /** What is out of reach becomes the nearest there is: said once, until the sensor can show what it is given again. */
  give(input: SensorInput): void {
    const beyond = !this.#apply(input);
    if (beyond && !this.#beyond) {
      this.report("warn", { input }, "a sensor's source is beyond what the sensor can show");
    }
    this.#beyond = beyond;
  }

  /** As `give`, at a moment that no clock knew of. */
  giveLate(input: SensorInput): void {
    this.give(input);
    this.#surroundings.moved();
  }

  report(level: "info" | "warn", fields: object, message: string): void {
    const { name, number } = this.sensor.definition;
    this.#surroundings.report(level, { sensor: name, number, ...fields }, message);
  }

  /** Whether the sensor can show it as it is. The reading comes first, so that none is seen that is over. */
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
      this.#scale ??= scaleOf(this.sensor);
      const { values, least, most } = this.#scale;
      this.sensor.setReading(nearestRaw(input.value, (raw) => values[raw] ?? Number.NaN));
      return input.value >= least && input.value <= most;
    }
    const raw = Math.round(input.raw);
    this.sensor.setReading(byteOf(raw, this.sensor.definition.format));
    return raw >= Math.min(lowestOf(this.sensor.definition.format), 0) && raw <= HIGHEST_BYTE;
  }
}

/** A signed format's lowest number; none that is negative of others. */
function lowestOf(format: NumericFormat): number {
  return toCount(SIGN_BYTE, format);
}

/** In a signed format a negative number is meant as such; what is over 7Fh is a byte in any. */
function byteOf(raw: number, format: NumericFormat): number {
  const lowest = lowestOf(format);
  if (raw < 0 && lowest < 0) return Math.max(raw, lowest) + SIGN_BYTE - lowest;
  return Math.min(Math.max(raw, 0), HIGHEST_BYTE);
}

function scaleOf(sensor: Sensor): Scale {
  const values = Array.from({ length: HIGHEST_BYTE + 1 }, (_, raw) => sensor.unitsOf(raw));
  const finite = values.filter(Number.isFinite);
  return { values, least: Math.min(...finite), most: Math.max(...finite) };
}
