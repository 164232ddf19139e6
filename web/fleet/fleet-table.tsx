/** A page of the fleet's table, sorted by the buttons in its head. */
import { Led, Tag } from "../parts/led.tsx";
import { machineHref } from "../router.ts";
import { type FleetRow, type Query, type Sort, toneOf } from "./rows.ts";

interface FleetTableProps {
  readonly rows: readonly FleetRow[];
  readonly query: Query;
  readonly ask: (change: Partial<Query>) => void;
  readonly isLoading: boolean;
}

const COLUMNS: readonly (readonly [title: string, sort: Sort | undefined, style: string])[] = [
  ["Machine", "name", ""],
  ["Power", "power", ""],
  ["Health", "health", ""],
  ["QEMU", "qemu", "medium"],
  ["Doors", undefined, "wide"],
  ["Event log", "sel", "number"],
  ["Faults", "faults", "number"],
  ["Requests", "requests", "number medium"],
  ["Last command", undefined, "wide"],
];

export function FleetTable({ rows, query, ask, isLoading }: FleetTableProps) {
  return (
    <table class="data fleet-table">
      <caption class="sr">Machines of this daemon, with power, health, doors and counts</caption>
      <thead>
        <tr>
          {COLUMNS.map(([title, sort, style]) => (
            <Head key={title} title={title} sort={sort} style={style} query={query} ask={ask} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.name} row={row} />
        ))}
        {rows.length === 0 && (
          <tr>
            <td colSpan={COLUMNS.length} class="empty">
              {isLoading ? "Reading the machines…" : query.text === "" ? "No machine is served" : "No machine matches"}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

interface HeadProps extends Pick<FleetTableProps, "query" | "ask"> {
  readonly title: string;
  readonly sort: Sort | undefined;
  readonly style: string;
}

function Head({ title, sort, style, query, ask }: HeadProps) {
  if (sort === undefined) return <th class={style}>{title}</th>;
  const isSorted = query.sort === sort;
  return (
    <th
      class={isSorted ? `${style} sorted` : style}
      aria-sort={isSorted ? (query.descending ? "descending" : "ascending") : "none"}
    >
      <button type="button" onClick={() => ask({ sort, descending: isSorted && !query.descending })}>
        {title}
        <span aria-hidden="true">{isSorted ? (query.descending ? " ↓" : " ↑") : ""}</span>
      </button>
    </th>
  );
}

function Row({ row }: { readonly row: FleetRow }) {
  const { name, power, troubles, machine } = row;
  if (!machine) {
    return (
      <tr class="failed">
        <th scope="row">{name}</th>
        <td>
          <Led tone="bad">not served</Led>
        </td>
        <td colSpan={COLUMNS.length - 2}>{troubles.join("; ")}</td>
      </tr>
    );
  }
  const { links, doors, sel, faults, requests, lastRequest, attention } = machine;
  return (
    <tr>
      <th scope="row">
        <a href={machineHref(name)}>{name}</a>
      </th>
      <td>
        <Led tone={power === "on" ? "ok" : "off"}>{power}</Led>
      </td>
      <td>
        <Led tone={toneOf(row)}>{troubles.length > 0 ? troubles.join("; ") : "ok"}</Led>
        {attention && <Tag tone="info">SMS_ATN</Tag>}
      </td>
      <td class="medium">{links.length > 0 ? <Led tone="ok">connected</Led> : <Led tone="off">none</Led>}</td>
      <td class="wide mono">{doors.join(" ")}</td>
      <td class="number">{sel.records.toLocaleString("en")}</td>
      <td class="number">{faults > 0 ? <Tag tone="warn">{faults}</Tag> : 0}</td>
      <td class="number medium">{requests.toLocaleString("en")}</td>
      <td class="wide mono">{lastRequest?.command ?? ""}</td>
    </tr>
  );
}
