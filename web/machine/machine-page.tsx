/** One machine: its front panel, and below it the view of the address. */
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Problem } from "../parts/panel.tsx";
import { fleetHref, machineHref, VIEWS, type View } from "../router.ts";
import { spaced } from "../words/format.ts";
import { ConsoleView } from "./console/console-view.tsx";
import { ExchangesView } from "./exchanges/exchanges-view.tsx";
import { FaultsView } from "./faults/faults-view.tsx";
import { FrontPanel } from "./front-panel.tsx";
import { InventoryView } from "./inventory/inventory-view.tsx";
import { type MachineState, machineState } from "./machine-state.ts";
import { MediaPanel } from "./media/media-panel.tsx";
import { SelPanel } from "./sel-panel.tsx";
import { SensorsPanel } from "./sensors/sensors-panel.tsx";

interface MachinePageProps {
  readonly name: string;
  readonly view: View;
}

export function MachinePage({ name, view }: MachinePageProps) {
  const state = useMemo(() => machineState(name), [name]);
  useEffect(() => state.start(), [state]);
  const tabs = useRef<HTMLElement>(null);
  // On a narrow screen not all tabs fit.
  useEffect(() => tabs.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" }), [view]);
  if (state.isMissing.value) return <Missing name={name} />;
  return (
    <div class="machine">
      <nav class="crumbs" aria-label="Place">
        <span aria-hidden="true">←</span>
        <a href={fleetHref()}>Machines</a>
      </nav>
      <FrontPanel state={state} />
      <Problem text={state.error.value} />
      <nav ref={tabs} class="tabs" aria-label={`Views of ${name}`}>
        {VIEWS.map((each) => (
          <a key={each} href={machineHref(name, each)} aria-current={each === view ? "page" : undefined}>
            {spaced(each)}
            {each === "faults" && (state.status.value?.faults ?? 0) > 0 && <b>{state.status.value?.faults}</b>}
          </a>
        ))}
      </nav>
      <ViewOf view={view} state={state} />
    </div>
  );
}

/** The page opens the machine's view again once the machine exists. */
function Missing({ name }: { readonly name: string }) {
  return (
    <div class="gate">
      <h1>No machine {name}</h1>
      <p role="status">
        The daemon has no machine of this name now. <a href={fleetHref()}>All machines</a>
      </p>
    </div>
  );
}

function ViewOf({ view, state }: { readonly view: View; readonly state: MachineState }) {
  switch (view) {
    case "overview":
      return (
        <div class="split">
          <SensorsPanel state={state} />
          <div class="column">
            <MediaPanel machine={state.name} />
            <SelPanel state={state} />
          </div>
        </div>
      );
    case "exchanges":
      return <ExchangesView machine={state.name} />;
    case "console":
      return <ConsoleView state={state} />;
    case "faults":
      return <FaultsView machine={state.name} />;
    case "inventory":
      return <InventoryView machine={state.name} />;
  }
}
