/** Stored parts of event filtering, system info and DCMI (IPMI chapters 17, 22 and 30; DCMI chapter 6). */
import { z } from "zod";
import { MAX_ASSET_TAG } from "../../bmc/dcmi/asset-tag.ts";
import { CONTROLLER_ID_SIZE } from "../../bmc/dcmi/controller-id.ts";
import { ExceptionAction, MAX_CORRECTION_MS } from "../../bmc/dcmi/power-limit.ts";
import { MAX_PERIOD_SECONDS } from "../../bmc/dcmi/power-meter.ts";
import { eventFilter, pefActions } from "../../bmc/pef/event-filter.ts";
import { alertPolicy, type PefValues, pefControl, pefGuid, STRING_SIZE, stringKey } from "../../bmc/pef/pef-values.ts";
import type { Texts } from "../../bmc/system-info.ts";
import { bytes, integer, laidOut, u8, u16 } from "../forms.ts";
import { definePart, definePartOf } from "../part.ts";

/** Table 30-6: non-volatile, except for alert string 0. */
export const pef = definePart({
  name: "pef",
  save: (bmc) => bmc.pef.configuration.save(),
  items: (values): { readonly [K in keyof PefValues]: PefValues[K] } => values,
  forms: {
    control: laidOut(pefControl),
    actions: laidOut(pefActions),
    startupDelaySeconds: u8,
    alertStartupDelaySeconds: u8,
    filters: z.array(laidOut(eventFilter)),
    policies: z.array(laidOut(alertPolicy)),
    guid: laidOut(pefGuid),
    stringKeys: z.array(laidOut(stringKey)),
    strings: z.array(bytes(STRING_SIZE)),
  },
  restore: (bmc, values) => bmc.pef.configuration.restore(values),
});

/** §17.4.1. */
export const pefProcessed = definePart({
  name: "pefProcessed",
  save: (bmc) => bmc.pef.lastProcessed,
  items: (recordIds) => ({ recordIds }),
  forms: { recordIds: z.object({ software: u16, bmc: u16 }) },
  restore(bmc, { recordIds }) {
    bmc.pef.setLastProcessed("software", recordIds.software);
    bmc.pef.setLastProcessed("bmc", recordIds.bmc);
  },
});

const MAX_TEXT = 0x101;
const text = bytes(2, MAX_TEXT);

/** v2 §22.14a: parameters of the running operating system are volatile. */
export const systemInfo = definePart({
  name: "systemInfo",
  save: (bmc) => bmc.systemInfo.save(),
  items: ({ firmwareVersion, systemName, primaryOsName, bmcUrl }: Texts) => {
    return { firmwareVersion, systemName, primaryOsName, bmcUrl };
  },
  forms: { firmwareVersion: text, systemName: text, primaryOsName: text, bmcUrl: text },
  restore: (bmc, texts) => bmc.systemInfo.restore(texts),
});

/** DCMI §6.4.1. */
export const assetTag = definePart({
  name: "assetTag",
  save: ({ dcmi }) => dcmi.assetTag.save(),
  items: (tag) => ({ tag }),
  forms: { tag: bytes(0, MAX_ASSET_TAG) },
  restore: ({ dcmi }, { tag }) => dcmi.assetTag.restore(tag),
});

/** DCMI §6.4.6. */
export const controllerId = definePart({
  name: "controllerId",
  save: ({ dcmi }) => dcmi.controllerId.save(),
  items: (id) => ({ id }),
  forms: { id: bytes(CONTROLLER_ID_SIZE) },
  restore: ({ dcmi }, { id }) => dcmi.controllerId.restore(id),
});

/** DCMI §6.6.2. */
export const powerLimit = definePart({
  name: "powerLimit",
  save: ({ dcmi }) => dcmi.powerLimit.settings,
  items: (settings) => ({ settings }),
  forms: {
    settings: z.object({
      action: z.enum(ExceptionAction),
      watts: integer(1, 0xffff),
      correctionMs: integer(1, MAX_CORRECTION_MS),
      samplingSeconds: integer(1, MAX_PERIOD_SECONDS),
    }),
  },
  restore: ({ dcmi }, { settings }) => dcmi.powerLimit.restore(settings),
});

/** DCMI §6.6.4. */
export const powerLimitActive = definePart({
  name: "powerLimitActive",
  save: ({ dcmi }) => dcmi.powerLimit.active,
  items: (active) => ({ active }),
  forms: { active: z.boolean() },
  restore({ dcmi }, { active }) {
    if (active) dcmi.powerLimit.activate();
    else dcmi.powerLimit.deactivate();
  },
});

/** DCMI §6.7.1, by instance. */
export const thermalLimits = definePartOf({
  name: "thermalLimits",
  item: /^\d{1,3}$/,
  save: ({ dcmi }) => dcmi.thermalLimits.save(),
  items: (limits) => Object.fromEntries([...limits].map(([instance, { limit }]) => [instance, limit])),
  form: z.object({ powerOff: z.boolean(), log: z.boolean(), celsius: integer(-128, 0xff), exceptionSeconds: u16 }),
  restore({ dcmi }, items) {
    dcmi.thermalLimits.restore(new Map(Object.entries(items).map(([instance, limit]) => [Number(instance), limit])));
  },
});

/** DCMI §6.1.3. */
export const dhcp = definePart({
  name: "dhcp",
  save: ({ dcmi }) => dcmi.dhcp,
  items: (settings) => ({ settings }),
  forms: {
    settings: z.object({
      discovery: z.object({ randomBackOff: z.boolean(), vendorClass: z.boolean(), hostName: z.boolean() }),
      initialTimeoutSeconds: u8,
      contactTimeoutSeconds: u16,
      retrySeconds: u16,
    }),
  },
  restore: ({ dcmi }, { settings }) => dcmi.setDhcp(settings),
});
