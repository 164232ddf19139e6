/** The schema that checks a machine's settings against each other, and the types derived from it. */
import { z } from "zod";
import { checkInterfaces } from "../sections/listen.ts";
import { checkOemState } from "../sections/oem.ts";
import { checkSources } from "../sensors/source-checks.ts";
import { configShape, daemonShape, type MachineShape } from "./machine-shape.ts";
import { withOwnName } from "./own-name.ts";

/** The daemon's settings alone, for a file with several machines. */
export const daemonSchema = z.object(daemonShape);

export const configSchema = configShape
  .superRefine(checkDoors, { when: hasDoors })
  .superRefine(checkInterfaces, { when: ({ issues }) => issues.length === 0 })
  .superRefine(checkOemState, { when: ({ issues }) => issues.length === 0 })
  .superRefine(checkSources, { when: ({ issues }) => issues.length === 0 })
  .transform(withOwnName);

/** Lets checkDoors run even when other settings have mistakes, so that all are reported together. */
function hasDoors({ value }: { readonly value: unknown }): boolean {
  return typeof value === "object" && value !== null && "listen" in value && Array.isArray(value.listen);
}

function checkDoors(config: MachineShape, context: z.RefinementCtx): void {
  const others = [config.lan, config.redfish, config.sharedRedfish];
  if (config.listen.length === 0 && others.every((section) => section?.listen === undefined)) {
    const message = "at least one address, or lan.listen, redfish.listen or sharedRedfish.listen";
    context.addIssue({ code: "custom", path: ["listen"], message });
  }
  if (config.redfish?.listen !== undefined && config.lan?.present === false) {
    const message = "no door while lan.present is false: its users are those of the LAN channel";
    context.addIssue({ code: "custom", path: ["redfish", "listen"], message });
  }
  for (const [index, address] of config.listen.entries()) {
    if (config.tls || !/^(?:connect:)?tls:/.test(address)) continue;
    const message = "tls.certFile and tls.keyFile, which this door needs";
    context.addIssue({ code: "custom", path: ["listen", index], message });
  }
}

/** One complete machine, and the daemon's settings. */
export type MachineConfig = z.output<typeof configSchema> & {
  /** Places of `modules` in files or flags, for messages. Not a setting. */
  readonly modulePlaces?: readonly string[];
};

/** The daemon's settings, and its machines in the order of the file. */
export interface Config extends Pick<MachineConfig, keyof typeof daemonShape> {
  readonly machines: readonly MachineConfig[];
}
