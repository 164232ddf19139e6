/** Rows of the fleet's table: health in a word, search and sort. */
import type { MachineStatus } from "../../src/control/calls/status.ts";

export interface FleetRow {
  readonly name: string;
  readonly power: "on" | "off" | "failed";
  /** Its troubles, the worst first. */
  readonly troubles: readonly string[];
  readonly machine?: MachineStatus;
}

export const SORTS = ["name", "power", "health", "qemu", "sel", "faults", "requests"] as const;
export type Sort = (typeof SORTS)[number];

export interface Query {
  readonly text: string;
  readonly sort: Sort;
  readonly descending: boolean;
}

interface Served {
  readonly machines: readonly MachineStatus[];
  readonly failures: readonly { readonly machine: string; readonly reason: string }[];
}

export function rowsOf({ machines, failures }: Served): readonly FleetRow[] {
  return [
    ...failures.map(({ machine: name, reason }) => ({ name, power: "failed" as const, troubles: [reason] })),
    ...machines.map((machine) => ({
      name: machine.name,
      power: machine.power,
      troubles: troublesOf(machine),
      machine,
    })),
  ];
}

function troublesOf({ health, lostDoors, sel, links }: MachineStatus): readonly string[] {
  const guarded = links.reduce((sum, link) => sum + link.guarded, 0);
  const discarded = links.reduce((sum, link) => sum + link.discarded, 0);
  return [
    ...(health === "ok" ? [] : [health]),
    ...(lostDoors.length > 0 ? [`door lost: ${lostDoors.join(", ")}`] : []),
    ...(sel.capacity > 0 && sel.records >= sel.capacity ? ["event log is full"] : []),
    ...(guarded > 0 ? [`${guarded} answers by the deadline guard`] : []),
    ...(discarded > 0 ? [`${discarded} frames discarded`] : []),
  ];
}

/** Returns the rows that have all words of the search, in order. */
export function chosen(rows: readonly FleetRow[], { text, sort, descending }: Query): readonly FleetRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter((row) => {
    const all = searchable(row);
    return words.every((word) => all.includes(word));
  });
  const sign = descending ? -1 : 1;
  return found.toSorted((a, b) => sign * (compare(KEYS[sort](a), KEYS[sort](b)) || compare(a.name, b.name)));
}

function searchable({ name, power, troubles, machine }: FleetRow): string {
  const { doors = [], links = [], faults = 0, attention = false, lastRequest } = machine ?? {};
  const marks = [links.length > 0 ? "qemu" : "", faults > 0 ? "faults" : "", attention ? "attention" : ""];
  return [name, power, ...troubles, ...doors, ...marks, lastRequest?.command ?? ""].join(" ").toLowerCase();
}

const KEYS: Readonly<Record<Sort, (row: FleetRow) => string | number>> = {
  name: ({ name }) => name,
  power: ({ power }) => power,
  health: (row) => -SEVERITY[toneOf(row)],
  qemu: ({ machine }) => -(machine?.links.length ?? 0),
  sel: ({ machine }) => -(machine?.sel.records ?? 0),
  faults: ({ machine }) => -(machine?.faults ?? 0),
  requests: ({ machine }) => -(machine?.requests ?? 0),
};

const SEVERITY = { ok: 0, warn: 1, bad: 2 } as const;

/** How bad the worst of its troubles is. */
export function toneOf({ power, troubles, machine }: FleetRow): "ok" | "warn" | "bad" {
  if (power === "failed" || machine?.health === "critical") return "bad";
  return troubles.length > 0 ? "warn" : "ok";
}

const collator = new Intl.Collator("en", { numeric: true });

/** Numbers in names count as numbers: vm2 comes before vm10. */
function compare(a: string | number, b: string | number): number {
  return typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b));
}
