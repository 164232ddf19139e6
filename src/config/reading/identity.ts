/** Lists whose elements have an identity, so that a file can change one element without repeating the others. */
import { hexNumber } from "../../text/hex.ts";
import { type Mapping, scalarAt } from "./tree.ts";

export interface Identity {
  /** The word for an element in messages. */
  readonly noun: string;
  /** Sets of keys that identify an element. The first set that an element has counts. */
  readonly by: readonly (readonly string[])[];
  /** True: new elements come before those of the base, because the first match wins in these lists. */
  readonly newFirst?: true;
}

/** Identities by the key of the list. */
const IDENTITIES: Readonly<Record<string, Identity>> = {
  sensors: { noun: "sensor", by: [["name"], ["number", "lun"]] },
  frus: { noun: "FRU", by: [["id"], ["name"]] },
  accounts: { noun: "account", by: [["id"], ["name"]] },
  satellites: { noun: "satellite", by: [["address"], ["name"]] },
  eeproms: { noun: "EEPROM", by: [["bus", "address"]] },
  rules: { noun: "rule", by: [["name"]], newFirst: true },
  oemCommands: { noun: "command", by: [], newFirst: true },
};

/** Values of identifying keys that are left out. */
const LEFT_OUT: Readonly<Record<string, unknown>> = { lun: 0 };

export const identifiedLists: readonly string[] = Object.keys(IDENTITIES);

export function identityOf(key: string): Identity | undefined {
  return Object.hasOwn(IDENTITIES, key) ? IDENTITIES[key] : undefined;
}

/** Returns those of `elements` that `element` refers to. When several share its name, its other keys decide. */
export function sameAs({ by }: Identity, element: Mapping, elements: readonly Mapping[]): readonly Mapping[] {
  const [keys, ...further] = by.filter((candidate) => candidate.every((key) => partOf(element, key) !== undefined));
  if (!keys) return [];
  const fitting = (among: readonly Mapping[], those: readonly string[]) =>
    among.filter((other) => those.every((key) => partOf(other, key) === partOf(element, key)));
  const same = fitting(elements, keys);
  return same.length > 1 && further[0] ? fitting(same, further[0]) : same;
}

/** Formats an element's identity, as `"Fan 3"` or `number 0x30`. */
export function called({ by }: Identity, element: Mapping): string {
  const keys = by.find((candidate) => candidate.every((key) => partOf(element, key) !== undefined)) ?? [];
  return keys
    .filter((key) => scalarAt(element, key) !== undefined)
    .map((key) => {
      const value = scalarAt(element, key);
      if (key === "name") return JSON.stringify(value);
      return `${key} ${typeof value === "number" ? hexNumber(value) : value}`;
    })
    .join(", ");
}

function partOf(element: Mapping, key: string): unknown {
  return scalarAt(element, key) ?? LEFT_OUT[key];
}
