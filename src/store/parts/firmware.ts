/** Stored parts of the machine's firmware settings, which Redfish changes. */
import { z } from "zod";
import { definePartOf } from "../part.ts";

const value = z.union([z.string(), z.number(), z.boolean()]);

/** Attributes by name. A changed declaration of one overrules all: a stored value may not fit it. */
export const bios = definePartOf({
  name: "bios",
  isPresent: ({ bios }) => bios !== undefined,
  item: /^[A-Za-z]\w{0,63}$/,
  save: (bmc) => bmc.bios?.save(),
  items(state) {
    const { present = {}, future = {} } = state ?? {};
    return Object.fromEntries(
      Object.entries(present).map(([name, now]) => [name, { present: now, future: future[name] ?? now }]),
    );
  },
  form: z.object({ present: value, future: value }),
  restore({ bios }, items) {
    const known = Object.entries(items).filter(([name]) => bios && Object.hasOwn(bios.attributes, name));
    const of = (key: "present" | "future") => Object.fromEntries(known.map(([name, item]) => [name, item[key]]));
    bios?.restore({ present: of("present"), future: of("future") });
  },
  configured: ({ bios }) => JSON.stringify(bios?.attributes ?? {}),
});

/** One item. */
export const secureBoot = definePartOf({
  name: "secureBoot",
  isPresent: ({ secureBoot }) => secureBoot !== undefined,
  item: /^state$/,
  save: (bmc) => bmc.secureBoot?.state,
  items: (state) => (state ? { state } : {}),
  form: z.object({
    enabled: z.boolean(),
    hasKeys: z.boolean(),
    present: z.object({ enabled: z.boolean(), hasKeys: z.boolean() }),
  }),
  restore({ secureBoot }, { state }) {
    if (state) secureBoot?.restore(state);
  },
});
