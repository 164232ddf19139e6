/** Stored parts of the logs and repositories of every controller (IPMI chapters 31 to 34), without their records. */
import { createHash } from "node:crypto";
import { z } from "zod";
import { bytes, integer, u16, u32 } from "../forms.ts";
import { definePart, definePartOf } from "../part.ts";

const MAX_SIZE = 0xffff;

/** §31.6 to §31.9. The configuration has no setting for it. */
export const sel = definePart({
  name: "sel",
  everyController: true,
  save: (bmc) => bmc.sel.save(),
  items: (log, bmc) => ({ log: { ...log, nextId: bmc.sel.list.nextId } }),
  forms: {
    log: z.object({ lastAddition: u32, lastErase: u32, lost: integer(0, Number.MAX_SAFE_INTEGER), nextId: u16 }),
  },
  restore(bmc, { log: { nextId, ...log } }) {
    bmc.sel.restore(log);
    bmc.sel.list.nextId = nextId;
  },
  configured: () => "",
});

/** §31.10 to §31.11b. */
export const selTime = definePart({
  name: "selTime",
  everyController: true,
  save: (bmc) => bmc.sel.time.save(),
  items: (setting) => ({ setting }),
  forms: {
    setting: z.object({
      offsetSeconds: integer(-0xffffffff, 0xffffffff),
      utcOffset: integer(-1440, 0x7ff),
    }),
  },
  restore: (bmc, { setting }) => bmc.sel.time.restore(setting),
});

/** §33.9. Empty until software changes the repository. */
export const sdr = definePart({
  name: "sdr",
  everyController: true,
  save: (bmc) => bmc.sdrs.save(),
  items: (log, bmc) => ({ repository: { ...log, nextId: bmc.sdrs.list.nextId } }),
  forms: { repository: z.object({ lastAddition: u32, lastErase: u32, overflow: z.boolean(), nextId: u16 }) },
  restore(bmc, { repository: { nextId, ...log } }) {
    bmc.sdrs.restore(log);
    bmc.sdrs.list.nextId = nextId;
  },
  configured(bmc) {
    const hash = createHash("sha256");
    for (const record of bmc.sdrs.records()) hash.update(record);
    return hash.digest("hex");
  },
});

/** Chapter 34. */
export const fru = definePartOf({
  name: "fru",
  everyController: true,
  item: /^\d{1,3}$/,
  save: (bmc) => bmc.frus.save(),
  items: (devices) => Object.fromEntries([...devices]),
  form: bytes(0, MAX_SIZE),
  restore(bmc, items) {
    for (const [id, content] of Object.entries(items)) bmc.frus.restore(Number(id), content);
  },
});

/** §22.11: EEPROMs on private buses. */
export const eeprom = definePartOf({
  name: "eeprom",
  item: /^\d\/[0-9a-f]{2}$/,
  save: (bmc) => bmc.privateBuses.save(),
  items: (devices) => Object.fromEntries([...devices]),
  form: bytes(0, MAX_SIZE),
  restore(bmc, items) {
    for (const [name, content] of Object.entries(items)) bmc.privateBuses.restore(name, content);
  },
});
