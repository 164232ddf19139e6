/** Event payloads (DSP0266 §14.2), with messages of the ResourceEvent registry in a wording of our own. */
import { type Json, link, SYSTEM } from "./resource.ts";
import { typeOf } from "./schemas.ts";

export const EVENT_REGISTRY = "ResourceEvent.1.4.3";
const PREFIX = "ResourceEvent.1.4";

/** An event before it is sent. */
export interface EventRecord {
  readonly EventType: string;
  readonly MessageId: string;
  readonly Message?: string | undefined;
  readonly MessageArgs?: readonly string[];
  readonly MessageSeverity: string;
  readonly OriginOfCondition?: Json;
  readonly LogEntry?: Json;
}

export function powerEvent(on: boolean): EventRecord {
  return {
    EventType: "StatusChange",
    MessageId: `${PREFIX}.${on ? "ResourcePoweredOn" : "ResourcePoweredOff"}`,
    Message: `The power of ${SYSTEM} was switched ${on ? "on" : "off"}.`,
    MessageArgs: [SYSTEM],
    MessageSeverity: "OK",
    OriginOfCondition: link(SYSTEM),
  };
}

/** A record was added to the SEL. */
export function entryEvent(entry: string): EventRecord {
  return {
    EventType: "ResourceAdded",
    MessageId: `${PREFIX}.ResourceCreated`,
    Message: "A log entry was added.",
    MessageArgs: [],
    MessageSeverity: "OK",
    OriginOfCondition: link(entry),
    LogEntry: link(entry),
  };
}

/** The type of the resource that the event is about; undefined without one. */
export function resourceTypeOf({ OriginOfCondition: origin }: EventRecord): string | undefined {
  const path = origin?.["@odata.id"];
  if (path === SYSTEM) return "ComputerSystem";
  return typeof path === "string" && path.includes("/Entries/") ? "LogEntry" : undefined;
}

/** The body that clients get. */
export function eventBody(id: number, epochMs: number, record: EventRecord): Json {
  const times = { EventId: `${id}`, EventTimestamp: new Date(epochMs).toISOString() };
  return {
    "@odata.type": typeOf("Event"),
    Id: `${id}`,
    Name: "Event",
    Events: [{ MemberId: "0", ...times, ...record }],
  };
}
