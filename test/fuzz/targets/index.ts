/** The targets. Each is loaded in its own thread, after the modules that it loads are instrumented. */
import type { Target } from "../../support/fuzz/target.ts";

const TARGETS: Readonly<Record<string, () => Promise<Target>>> = {
  framing: async () => (await import("./framing.ts")).framing,
  link: async () => (await import("./link.ts")).link,
  requests: async () => (await import("./requests.ts")).requests,
  config: async () => (await import("./config.ts")).config,
  control: async () => (await import("./control.ts")).control,
  http: async () => (await import("./http.ts")).http,
  imports: async () => (await import("./imports.ts")).imports,
  journal: async () => (await import("./journal.ts")).journal,
  qemu: async () => (await import("./qemu.ts")).qemu,
  state: async () => (await import("./state.ts")).state,
  "state-export": async () => (await import("./state-export.ts")).stateExport,
  datagrams: async () => (await import("./datagrams.ts")).datagrams,
  lan: async () => (await import("./lan.ts")).lan,
  redfish: async () => (await import("./redfish.ts")).redfish,
  "redfish-port": async () => (await import("./redfish-port.ts")).redfishPort,
};

/** Packages that are instrumented with a target. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = { config: ["yaml"] };

export const targetNames = Object.keys(TARGETS);

export function packagesOf(name: string): readonly string[] {
  return PACKAGES[name] ?? [];
}

export function load(name: string): Promise<Target> {
  const found = TARGETS[name];
  if (!found) throw new Error(`there is no target ${name}; there are ${targetNames.join(", ")}`);
  return found();
}
