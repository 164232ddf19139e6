/** The stored certificate of an https door, which Redfish replaces. */
import { z } from "zod";
import { definePart } from "../part.ts";

export const httpsIdentity = definePart({
  name: "httpsIdentity",
  save: (bmc) => bmc.httpsIdentity.save(),
  items: (pair) => ({ pair: pair ?? null }),
  forms: { pair: z.object({ cert: z.string(), key: z.string() }).nullable() },
  restore: (bmc, { pair }) => bmc.httpsIdentity.restore(pair ?? undefined),
});
