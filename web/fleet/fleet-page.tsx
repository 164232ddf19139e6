/** All machines of the daemon. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { Pager, pageOf } from "../parts/pager.tsx";
import { Problem } from "../parts/panel.tsx";
import { fleet, fleetError, startFleet } from "../state/fleet.ts";
import { counted } from "../words/format.ts";
import { FleetMap } from "./fleet-map.tsx";
import { FleetTable } from "./fleet-table.tsx";
import { chosen, type FleetRow, type Query, rowsOf } from "./rows.ts";

export function FleetPage() {
  useEffect(startFleet, []);
  const query = useSignal<Query>({ text: "", sort: "name", descending: false });
  const page = useSignal(0);
  const { value } = fleet;
  const rows = useMemo(() => (value ? rowsOf(value) : []), [value]);
  const found = useMemo(() => chosen(rows, query.value), [rows, query.value]);
  const ask = (change: Partial<Query>) => {
    query.value = { ...query.value, ...change };
    page.value = 0;
  };
  return (
    <div class="fleet">
      <div class="head">
        <h1>Machines</h1>
        <Totals rows={rows} />
        <label class="search">
          <span class="sr">Search machines</span>
          <input
            type="search"
            placeholder="Search name, door, state…"
            value={query.value.text}
            onInput={({ currentTarget }) => ask({ text: currentTarget.value })}
          />
        </label>
      </div>
      <Problem text={fleetError.value} />
      <FleetMap rows={found} />
      <p class="sr" role="status">
        {value && `${counted(found.length, "machine")} found`}
      </p>
      <FleetTable rows={pageOf(found, page.value)} query={query.value} ask={ask} isLoading={!value} />
      <Pager total={found.length} page={page} of="machines" />
    </div>
  );
}

function Totals({ rows }: { readonly rows: readonly FleetRow[] }) {
  const count = (wanted: (row: FleetRow) => boolean) => rows.filter(wanted).length;
  const totals = [
    ["all", rows.length],
    ["on", count(({ power }) => power === "on")],
    ["off", count(({ power }) => power === "off")],
    ["with QEMU", count(({ machine }) => (machine?.links.length ?? 0) > 0)],
    ["faults injected", count(({ machine }) => (machine?.faults ?? 0) > 0)],
    ["in trouble", count(({ troubles }) => troubles.length > 0)],
  ] as const;
  return (
    <dl class="totals">
      {totals.map(([name, number]) => (
        <div key={name} class={number === 0 ? "none" : ""}>
          <dt>{name}</dt>
          <dd>{number.toLocaleString("en")}</dd>
        </div>
      ))}
    </dl>
  );
}
