/** The sensors and FRU devices of a shipped configuration as its YAML has them, without any conversion of ours. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

interface Source {
  readonly kind: string;
  readonly start?: number;
  readonly value?: number;
  readonly sensor?: string;
  readonly from?: readonly [number, number];
  readonly to?: readonly [number, number];
}

export interface WrittenSensor {
  readonly number: number;
  readonly name: string;
  readonly type: string;
  readonly units?: string;
  readonly reading?: number;
  readonly thresholds?: Readonly<Record<string, number>>;
  readonly source?: Source;
  readonly states?: readonly string[];
  readonly asserted?: readonly string[];
}

type FruText = Readonly<Record<string, string>>;

export interface WrittenFru {
  readonly id: number;
  readonly name?: string;
  readonly chassis?: FruText;
  readonly board?: FruText;
  readonly product?: FruText;
}

export interface Personality {
  readonly sensors: readonly WrittenSensor[];
  readonly frus: readonly WrittenFru[];
  readonly satellites?: readonly Personality[];
}

export function personality(name: string): Personality {
  return parse(readFileSync(join(import.meta.dirname, `../../../config/examples/${name}.yaml`), "utf8"));
}

/** Values at time 0: a sensor's first value, or the one that a follower derives from the followed sensor's. */
export function readingAtFirst({ reading, source }: WrittenSensor, shown: (sensor: string) => number): number {
  if (!source?.from || !source.to) return reading ?? source?.start ?? source?.value ?? Number.NaN;
  const [[low, high], [atLow, atHigh]] = [source.from, source.to];
  const share = (shown(source.sensor ?? "") - low) / (high - low);
  return atLow + share * (atHigh - atLow);
}
