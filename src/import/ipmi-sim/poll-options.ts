/** Converts `sensor_add … poll RATE file "NAME" …` to a source of kind file, docs/sensor-sources.md. */
import { inHex, type Settings, said } from "../settings.ts";
import { ArgumentError, numberOf } from "./arguments.ts";

const MAX_MS = 24 * 60 * 60 * 1000;
const LEAST_MS = 10;

type Option = (value: number) => Settings;

const NUMBERS: Readonly<Record<string, Option>> = {
  div: (divide) => ({ divide }),
  mult: (multiply) => ({ multiply }),
  sub: (subtract) => ({ subtract }),
  mask: (mask) => ({ mask: inHex(mask) }),
  base: (base) => ({ base }),
  offset: (offset) => ({ offset }),
  length: (length) => ({ length }),
};

/** Returns the source's settings. @throws ArgumentError */
export function pollOptions(words: readonly string[], note: (text: string) => void): Settings {
  const [rate = "", kind = "", name, ...options] = words;
  const everyMs = numberOf(rate);
  if (everyMs === undefined || everyMs > MAX_MS) throw new ArgumentError(`expected a poll rate in ms, got ${rate}`);
  if (kind !== "file") throw new ArgumentError(`expected file, the one kind of poll there is, got ${kind}`);
  if (name === undefined) throw new ArgumentError("the name of the file is missing");
  const source = options.map((option) => optionOf(option, note));
  return said({
    kind: "file",
    path: name,
    every: `${Math.max(LEAST_MS, everyMs)}ms`,
    gives: "raw",
    base: 0,
    ...Object.assign({}, ...source),
  });
}

function optionOf(option: string, note: (text: string) => void): Settings {
  if (option === "raw") return { content: "binary", base: undefined };
  if (option === "ascii") return {};
  const [key = "", value = ""] = option.split("=");
  if (key === "depends") return dependence(value);
  const number = numberOf(value);
  const read = Object.hasOwn(NUMBERS, key) ? NUMBERS[key] : undefined;
  if (key === "initstate") note(`initstate=${value}: write it as asserted: of the sensor, which begins without events`);
  else if (!read || number === undefined) note(`dropped, not an option of a polled file: ${option}`);
  return read && number !== undefined ? read(number) : {};
}

/** Reads depends=<mc_addr>,<lun>,<sensor_number>,<bit>. */
function dependence(value: string): Settings {
  const [controller, lun, sensor, state] = value.split(",").map((word) => numberOf(word.trim()));
  if (sensor === undefined || state === undefined || controller === undefined || lun === undefined) {
    throw new ArgumentError(`expected depends=MC,LUN,SENSOR,BIT, got ${value}`);
  }
  return {
    dependsOn: said({
      sensor: inHex(sensor),
      lun: lun === 0 ? undefined : lun,
      controller: inHex(controller),
      state,
    }),
  };
}
