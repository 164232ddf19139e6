/** Lists whose elements are known by something, so that one of them can be changed without the others being repeated. */
import { hexNumber } from "../../text/hex.ts";
import { type Mapping, scalarAt } from "./tree.ts";

export interface Identity {
  /** What an element is called. */
  readonly noun: string;
  /** Keys that tell one from all others. Of several such sets the first that an element has counts. */
  readonly by: readonly (readonly string[])[];
  /** Whether new ones come before those of the base: where the first one that fits is taken. */
  readonly newFirst?: true;
}

/** By the key that the list stands under. */
const IDENTITIES: Readonly<Record<string, Identity>> = {
  sensors: { noun: "sensor", by: [["name"], ["number", "lun"]] },
  frus: { noun: "FRU", by: [["id"], ["name"]] },
  accounts: { noun: "account", by: [["id"], ["name"]] },
  satellites: { noun: "satellite", by: [["address"], ["name"]] },
  eeproms: { noun: "EEPROM", by: [["bus", "address"]] },
  rules: { noun: "rule", by: [["name"]], newFirst: true },
  oemCommands: { noun: "command", by: [], newFirst: true },
};

/** What counts when the key is left out. */
const LEFT_OUT: Readonly<Record<string, unknown>> = { lun: 0 };

export const identifiedLists: readonly string[] = Object.keys(IDENTITIES);

export function identityOf(key: string): Identity | undefined {
  return Object.hasOwn(IDENTITIES, key) ? IDENTITIES[key] : undefined;
}

/** Those of `elements` that `element` means. Where several have its name, its further keys decide. */
export function sameAs({ by }: Identity, element: Mapping, elements: readonly Mapping[]): readonly Mapping[] {
  const [keys, ...further] = by.filter((candidate) => candidate.every((key) => partOf(element, key) !== undefined));
  if (!keys) return [];
  const fitting = (among: readonly Mapping[], those: readonly string[]) =>
    among.filter((other) => those.every((key) => partOf(other, key) === partOf(element, key)));
  const same = fitting(elements, keys);
  return same.length > 1 && further[0] ? fitting(same, further[0]) : same;
}

/** `"Fan 3"`, or `number 0x30`. */
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
