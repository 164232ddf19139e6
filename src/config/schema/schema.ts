/** The schema that checks a machine's settings against each other, and the types that come out of it. */
import { z } from "zod";
import { checkOemState } from "../sections/oem.ts";
import { checkSources } from "../sensors/source-checks.ts";
import { configShape, daemonShape, type MachineShape } from "./machine-shape.ts";
import { withOwnName } from "./own-name.ts";

export const daemonKeys: readonly string[] = Object.keys(daemonShape);

/** What the daemon itself needs of a file with several machines. */
export const daemonSchema = z.object(daemonShape);

export const configSchema = configShape
  .superRefine(checkDoors, { when: hasDoors })
  .superRefine(checkOemState, { when: ({ issues }) => issues.length === 0 })
  .superRefine(checkSources, { when: ({ issues }) => issues.length === 0 })
  .transform(withOwnName);

/** So that this is told along with mistakes elsewhere, not after they are mended. */
function hasDoors({ value }: { readonly value: unknown }): boolean {
  return typeof value === "object" && value !== null && "listen" in value && Array.isArray(value.listen);
}

function checkDoors(config: MachineShape, context: z.RefinementCtx): void {
  for (const [index, address] of config.listen.entries()) {
    if (config.tls || !/^(?:connect:)?tls:/.test(address)) continue;
    const message = "tls.certFile and tls.keyFile to be set, as this door needs them";
    context.addIssue({ code: "custom", path: ["listen", index], message });
  }
}

/** One machine, complete, and the daemon's settings. */
export type MachineConfig = z.output<typeof configSchema>;

/** The daemon, and its machines in the order of the file. */
export interface Config extends Pick<MachineConfig, keyof typeof daemonShape> {
  readonly machines: readonly MachineConfig[];
}
