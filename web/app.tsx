/** The frame of every view: header, the view of the route, messages. */
import { useEffect, useRef } from "preact/hooks";
import { forgetToken, token } from "./api/token.ts";
import { FleetPage } from "./fleet/fleet-page.tsx";
import { LabPage } from "./lab/lab-page.tsx";
import { MachinePage } from "./machine/machine-page.tsx";
import { Led } from "./parts/led.tsx";
import { Notices } from "./parts/notices.tsx";
import { TokenForm } from "./parts/token-form.tsx";
import type { Tone } from "./parts/tone.ts";
import { fleetHref, labHref } from "./router.ts";
import { live, startLive } from "./state/live.ts";
import { route } from "./state/location.ts";

export function App() {
  return token.value === undefined ? <TokenForm /> : <Frame />;
}

function Frame() {
  useEffect(startLive, []);
  return (
    <>
      <header class="bar">
        <a class="skip" href={location.hash || "#/"} onClick={toContent}>
          Skip to the content
        </a>
        <a class="brand" href={fleetHref()}>
          <span class="logo" aria-hidden="true" />
          extern-bmc
        </a>
        <Places />
        <LiveState />
        <button type="button" class="quiet" onClick={() => forgetToken()}>
          Forget token
        </button>
      </header>
      <Content />
      <Notices />
    </>
  );
}

/** Views beside those of machines. */
function Places() {
  const { page } = route.value;
  return (
    <nav class="places" aria-label="Views of the daemon">
      <a href={fleetHref()} aria-current={page === "fleet" ? "page" : undefined}>
        Machines
      </a>
      <a href={labHref()} aria-current={page === "lab" ? "page" : undefined}>
        Lab
      </a>
    </nav>
  );
}

function toContent(event: MouseEvent): void {
  event.preventDefault();
  document.querySelector("main")?.focus();
}

const STATES: Readonly<Record<string, readonly [Tone, string]>> = {
  open: ["ok", "live"],
  connecting: ["warn", "connecting"],
  ended: ["bad", "not live"],
};

function LiveState() {
  const { state, reason } = live.value;
  const [tone, text] = STATES[state] ?? ["off", state];
  return (
    <span class="live" role="status" title={reason ?? ""}>
      <Led tone={tone}>{text}</Led>
    </span>
  );
}

/** Moves the focus to a new view, so that screen readers begin there. */
function Content() {
  const main = useRef<HTMLElement>(null);
  const { value } = route;
  const place = value.page === "machine" ? `${value.machine} ${value.view}` : value.page;
  const shown = useRef(place);
  useEffect(() => {
    const title = value.page === "machine" ? value.machine : value.page === "lab" ? "Lab" : undefined;
    document.title = title === undefined ? "extern-bmc" : `${title} · extern-bmc`;
    if (shown.current !== place) main.current?.focus({ preventScroll: true });
    shown.current = place;
  }, [place]);
  return (
    <main ref={main} tabIndex={-1}>
      {value.page === "fleet" && <FleetPage />}
      {value.page === "machine" && <MachinePage key={value.machine} name={value.machine} view={value.view} />}
      {value.page === "lab" && <LabPage run={value.run} />}
      {value.page === "unknown" && <Unknown />}
    </main>
  );
}

function Unknown() {
  return (
    <div class="gate">
      <h1>No such view</h1>
      <p>
        This address does not name a view of the page. <a href={fleetHref()}>All machines</a>
      </p>
    </div>
  );
}
