/** One SEL record as a log entry (IPMI §32.1 to §32.3). */
import { eventDataFirst, eventRecord } from "../../bmc/platform-event.ts";
import { u16, u32 } from "../../codec/integer.ts";
import { decode } from "../../codec/layout.ts";
import { ReadingType } from "../../ipmi/reading-type.ts";
import { BMC_ADDRESS } from "../../ipmi/slave-address.ts";
import { sensorTypeName } from "../../ipmi/words/sensor-types.ts";
import { stateName } from "../../ipmi/words/states.ts";
import type { Machine } from "../../machine.ts";
import { hex, hexNumber, spacedHex } from "../../text/hex.ts";
import type { Severity } from "../messages.ts";
import { type Json, resource } from "../resource.ts";
import { entryCode, entrySensorType } from "./log-entry-words.ts";
import { timeText } from "./manager.ts";

const SYSTEM_EVENT = 0x02;
const FIRST_OEM_TYPE = 0xc0;
/** §32.3: records of this type and above carry no timestamp. */
const FIRST_UNSTAMPED_TYPE = 0xe0;
/** Chapter 37: smaller times count from the start of the SEL device, and FFFFFFFFh is no time at all. */
const FIRST_DATE = 0x20000000;
const NO_TIME = 0xffffffff;
const LUNS = 4;

export function entryOf(machine: Machine, entries: string, record: Uint8Array): Json {
  const id = `${decode(u16, record.subarray(0, 2))}`;
  const type = record[2] ?? 0;
  const seconds = type < FIRST_UNSTAMPED_TYPE ? decode(u32, record.subarray(3, 7)) : NO_TIME;
  const hasDate = seconds >= FIRST_DATE && seconds !== NO_TIME;
  return resource(
    { at: `${entries}/${id}`, schema: "LogEntry", id, name: `SEL Entry ${id}` },
    {
      ...(hasDate && { Created: timeText(seconds) }),
      ...(type === SYSTEM_EVENT ? eventOf(machine, record) : otherOf(type, record)),
    },
  );
}

function otherOf(type: number, record: Uint8Array): Json {
  const words = type >= FIRST_OEM_TYPE ? "OEM record" : "Record of a type that is reserved";
  return { EntryType: "SEL", EntryCode: "OEM", Severity: "OK", Message: `${words}: ${spacedHex(record.subarray(2))}` };
}

function eventOf(machine: Machine, record: Uint8Array): Json {
  const { sensorType, sensorNumber, event, data, generatorId } = decode(eventRecord, record);
  const { offset } = decode(eventDataFirst, data.subarray(0, 1));
  const name = sensorName(machine, generatorId, sensorNumber) ?? sensorTypeName(sensorType);
  const state = stateName({ type: sensorType, readingType: event.type }, offset);
  const direction = event.deassertion ? "deasserted" : "asserted";
  return {
    EntryType: "SEL",
    EntryCode: entryCode(event.type, offset, event.deassertion),
    SensorType: entrySensorType(sensorType),
    SensorNumber: sensorNumber,
    GeneratorId: hexNumber(generatorId, 4),
    Severity: severityOf(event.type, offset, event.deassertion),
    Message: `${name}: ${state} ${direction}`,
    MessageId: `0x${hex(Uint8Array.of(event.type))}${hex(data)}`,
  };
}

/** §29.4: the generator is a slave address, with the LUN in its second byte. */
function sensorName({ bmc }: Machine, generatorId: number, number: number): string | undefined {
  if (generatorId % 256 !== BMC_ADDRESS) return undefined;
  const at = bmc.sensors.at(Math.floor(generatorId / 256) % LUNS);
  return at.find(({ definition }) => definition.number === number)?.definition.name;
}

/** Severity of threshold events by their threshold, and of transitions to a severity. Other events have no known severity. */
function severityOf(type: number, offset: number, isDeassertion: boolean): Severity {
  if (isDeassertion) return "OK";
  if (type === ReadingType.threshold) return [0, 1, 6, 7].includes(offset) ? "Warning" : "Critical";
  if (type === ReadingType.severity) return SEVERITIES[offset] ?? "OK";
  return "OK";
}

/** Table 42-2, type 07h. */
const SEVERITIES: readonly Severity[] = [
  "OK",
  "Warning",
  "Critical",
  "Critical",
  "Warning",
  "Critical",
  "Critical",
  "OK",
  "OK",
];
