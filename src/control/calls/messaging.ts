/** Calls about events, message flags and the watchdog timer. */

import { z } from "zod";
import { bytes, flag, integer, listOf, oneOf, text } from "../../config/values/values.ts";
import { BMC_ADDRESS } from "../../ipmi/slave-address.ts";
import { defineCall } from "../define-call.ts";
import { nothing, ofMachine } from "./common.ts";

const byte = () => integer(0, 0xff);

const eventSend = defineCall({
  route: "POST /machines/{machine}/events",
  doc:
    "Sends an event, as Platform Event would: it is logged, offered to the guest and filtered. Name a sensor, or give " +
    "sensorType and sensorNumber.",
  arguments: z.strictObject({
    ...ofMachine,
    sensor: z.union([text("a name"), byte()], "a sensor's name or number").optional(),
    /** Sensor type, required without `sensor`. */
    sensorType: byte().optional(),
    sensorNumber: byte().optional(),
    /** §42.1. Defaults to the usual one of the sensor or of its type: thresholds for a temperature. */
    readingType: integer(0, 0x7f).optional(),
    state: z.union([integer(0, 15), text("a state")], "an offset from 0 to 15 or a state's name"),
    deasserted: flag().default(false),
    /** Event data 2 and 3. */
    data: bytes(0, 2).optional(),
    /** Generator ID: 0x20 is the BMC; bit 0 marks software. */
    generator: integer(0, 0xffff).default(BMC_ADDRESS),
  }),
  result: z.object({
    /** Record ID in the SEL; absent if the event was not logged. */
    recordId: z.int().optional(),
  }),
});

export const MESSAGE_FLAGS = ["receiveMessageAvailable", "eventMessageBufferFull", "watchdogPreTimeout"] as const;

/** Channel of a system interface. Absent: the primary one, 15. */
const channel = integer(0, 15).optional();

const flagsGet = defineCall({
  route: "GET /machines/{machine}/flags",
  doc: "Shows message flags, global enables, SMS_ATN and the messaging interrupt of a system interface.",
  arguments: z.strictObject({ ...ofMachine, channel }),
  result: z.object({
    flags: z.record(z.string(), z.boolean()),
    enables: z.record(z.string(), z.boolean()),
    attention: z.boolean(),
    interrupt: z.boolean(),
    /** Whether a fault keeps SMS_ATN raised. */
    stuck: z.boolean(),
  }),
});

const flagsClear = defineCall({
  route: "POST /machines/{machine}/flags/clear",
  doc: "Clears message flags and the messages behind them, as Clear Message Flags does. Defaults to all flags.",
  arguments: z.strictObject({
    ...ofMachine,
    channel,
    flags: listOf(oneOf(MESSAGE_FLAGS)).default([...MESSAGE_FLAGS]),
  }),
  result: nothing,
});

/** Codes of §27.6. */
export const WATCHDOG_USES = { biosFrb2: 1, biosPost: 2, osLoad: 3, smsOs: 4, oem: 5 } as const;
export const WATCHDOG_ACTIONS = { none: 0, hardReset: 1, powerDown: 2, powerCycle: 3 } as const;
export const WATCHDOG_INTERRUPTS = { none: 0, nmi: 2, messaging: 3 } as const;

function wordOf<Word extends string>(codes: Readonly<Record<Word, number>>) {
  const words = Object.keys(codes) as [Word, ...Word[]];
  return z.enum(words, `one of ${words.join(", ")}`);
}

const watchdog = z.object({
  running: z.boolean(),
  use: z.string(),
  action: z.string(),
  interrupt: z.string(),
  preTimeoutSeconds: z.int(),
  initialSeconds: z.number(),
  presentSeconds: z.number(),
  dontLog: z.boolean(),
  /** Timer uses that have expired. */
  expired: z.array(z.string()),
});

const watchdogGet = defineCall({
  route: "GET /machines/{machine}/watchdog",
  doc: "Shows the watchdog timer.",
  arguments: z.strictObject(ofMachine),
  result: watchdog,
});

const watchdogSet = defineCall({
  route: "PATCH /machines/{machine}/watchdog",
  doc: "Sets the watchdog timer, as Set and Reset Watchdog Timer do. Absent arguments keep their values; run: false stops the timer.",
  arguments: z.strictObject({
    ...ofMachine,
    use: wordOf(WATCHDOG_USES).optional(),
    action: wordOf(WATCHDOG_ACTIONS).optional(),
    interrupt: wordOf(WATCHDOG_INTERRUPTS).optional(),
    preTimeoutSeconds: byte().optional(),
    seconds: z
      .number("seconds, 0 to 6553.5")
      .min(0, "seconds, 0 to 6553.5")
      .max(6553.5, "seconds, 0 to 6553.5")
      .optional(),
    dontLog: flag().optional(),
    run: flag().default(false),
  }),
  result: watchdog,
});

export const messagingCalls = {
  "event.send": eventSend,
  "flags.get": flagsGet,
  "flags.clear": flagsClear,
  "watchdog.get": watchdogGet,
  "watchdog.set": watchdogSet,
};
