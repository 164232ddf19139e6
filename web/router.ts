/** Routes in the address's fragment: `#/` is the fleet, `#/machine/vm0/console` a view of a machine, `#/lab/3` a run of the lab. */

export const VIEWS = ["overview", "exchanges", "console", "faults", "inventory"] as const;
export type View = (typeof VIEWS)[number];

export type Route =
  | { readonly page: "fleet" }
  | { readonly page: "machine"; readonly machine: string; readonly view: View }
  /** Without a run: the latest. */
  | { readonly page: "lab"; readonly run?: number }
  | { readonly page: "unknown" };

export function routeOf(hash: string): Route {
  if (/^#?\/?$/.test(hash)) return { page: "fleet" };
  const lab = /^#\/lab(?:\/(\d{1,9}))?\/?$/.exec(hash);
  if (lab) return lab[1] === undefined ? { page: "lab" } : { page: "lab", run: Number(lab[1]) };
  const [, name, view = "overview"] = /^#\/machine\/([^/]+)(?:\/(\w+))?\/?$/.exec(hash) ?? [];
  const machine = name === undefined ? undefined : decoded(name);
  if (machine === undefined || !isView(view)) return { page: "unknown" };
  return { page: "machine", machine, view };
}

export function fleetHref(): string {
  return "#/";
}

export function labHref(run?: number): string {
  return run === undefined ? "#/lab" : `#/lab/${run}`;
}

export function machineHref(machine: string, view: View = "overview"): string {
  return `#/machine/${encodeURIComponent(machine)}${view === "overview" ? "" : `/${view}`}`;
}

function isView(text: string): text is View {
  return (VIEWS as readonly string[]).includes(text);
}

/** Undefined for a name that is not percent-encoded text. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
