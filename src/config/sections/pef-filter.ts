/** An entry of the event filter table in named fields (IPMI §17.7): they become the 20 bytes of table 17-2. */
import { z } from "zod";
import { EVENT_FILTER_SIZE, eventFilter } from "../../bmc/pef/event-filter.ts";
import { bitmap } from "../../codec/bitmap.ts";
import { decode, encode } from "../../codec/layout.ts";
import { readingType, sensorType, THRESHOLD_EVENTS } from "../sensors/codes.ts";
import { codeOrName } from "../values/names.ts";
import { bytes, flag, group, integer, lazily, listOf, oneOf } from "../values/values.ts";

const ACTIONS = ["alert", "powerDown", "reset", "powerCycle", "diagnosticInterrupt"] as const;

const SEVERITIES = [
  "unspecified",
  "monitor",
  "information",
  "ok",
  "nonCritical",
  "critical",
  "nonRecoverable",
] as const;
const SEVERITY_CODES = {
  unspecified: 0x00,
  monitor: 0x01,
  information: 0x02,
  ok: 0x04,
  nonCritical: 0x08,
  critical: 0x10,
  nonRecoverable: 0x20,
} as const;

/** Matches any value, in most fields. */
const ANY = 0xff;
const OFFSETS = 15;
const DEASSERTION = 0x80;

const event = codeOrName("event", THRESHOLD_EVENTS, OFFSETS - 1);

const comparison = (which: string) =>
  group({
    and: integer(0, 0xff).describe("AND mask: the bits of the byte that count."),
    compare1: integer(0, 0xff).describe(
      "Bits set must equal those of compare2. At least one of the other bits must equal its bit of compare2.",
    ),
    compare2: integer(0, 0xff).describe("Bits that are compared with the byte under the mask."),
  })
    .default({ and: 0, compare1: ANY, compare2: 0 })
    .describe(`Comparison with event data ${which} (table 17-3). Default: any byte.`);

const fields = lazily(() =>
  group({
    enabled: flag().default(true).describe("Whether the filter is enabled."),
    actions: listOf(oneOf(ACTIONS))
      .default(["alert"])
      .describe(`Actions when an event matches: ${ACTIONS.join(", ")}.`),
    policy: integer(0, 15).default(0).describe("Number of the policy whose alerts are sent; 0: none."),
    severity: oneOf(SEVERITIES)
      .default("unspecified")
      .describe(`Severity in the alert: ${SEVERITIES.join(", ")}.`),
    generatorAddress: integer(0, 0xff)
      .default(ANY)
      .describe("First byte of the event's generator ID: a slave address, 0x20 for the BMC; 0xff: any."),
    generatorLun: integer(0, 0xff)
      .default(ANY)
      .describe("Second byte of the generator ID: channel and LUN; 0xff: any."),
    sensorType: sensorType
      .default(ANY)
      .describe("Type of the sensor; 0xff: any.")
      .meta({ examples: ["temperature"] }),
    sensorNumber: integer(0, 0xff).default(ANY).describe("Number of the sensor; 0xff: any."),
    eventType: readingType
      .optional()
      .describe("Event/reading type, such as threshold or sensorSpecific. Default: any, asserted or deasserted."),
    deassertion: flag().default(false).describe("With eventType: whether the event is a deassertion."),
    events: listOf(event)
      .optional()
      .describe("Events by offset, 0 to 14, or by name for thresholds. Default: any.")
      .meta({ examples: [["upperCriticalGoingHigh"]] }),
    data1: comparison("1, whose bits 3 to 0 are the offset"),
    data2: comparison("2"),
    data3: comparison("3"),
  }).transform(({ enabled, actions, policy, severity, eventType, deassertion, events, data1, data2, data3, ...same }) =>
    encode(eventFilter, {
      configuration: { enabled, type: 0 },
      actions: Object.fromEntries(ACTIONS.map((action) => [action, actions.includes(action)])) as Actions,
      policy: { number: policy },
      severity: SEVERITY_CODES[severity],
      ...same,
      trigger: eventType === undefined ? ANY : eventType + (deassertion ? DEASSERTION : 0),
      offsets: new Set(events ?? Array.from({ length: OFFSETS + 1 }, (_, offset) => offset)),
      ...{ data1: masks(data1), data2: masks(data2), data3: masks(data3) },
    }),
  ),
);

type Actions = Record<(typeof ACTIONS)[number], boolean>;

const byteBits = bitmap(1);

function masks({ and, compare1, compare2 }: Readonly<Record<"and" | "compare1" | "compare2", number>>) {
  const bitsOf = (byte: number) => decode(byteBits, Uint8Array.of(byte));
  return { and: bitsOf(and), compare1: bitsOf(compare1), compare2: bitsOf(compare2) };
}

const raw = lazily(() => bytes(EVENT_FILTER_SIZE, EVENT_FILTER_SIZE));

/** Named fields, or the bytes themselves. */
export const pefFilter = z.union(
  [raw, fields],
  `${EVENT_FILTER_SIZE} bytes in hex, or a mapping such as { sensorType: temperature, events: [upperCriticalGoingHigh], actions: [powerDown] }`,
);
