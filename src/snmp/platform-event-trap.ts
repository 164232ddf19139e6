/**
 * The Platform Event Trap (IPMI Platform Event Trap Format 1.0): an SNMPv1 trap with one variable, whose octets tell the event.
 * Its numbers have their most significant byte first.
 */
import { buildTrapV1 } from "./trap-v1.ts";

/** The most bytes of an alert string in the form of a FRU field, whose type and length share a byte. */
const MAX_TEXT = 0x3f;

export interface PlatformEventTrap {
  readonly community: Uint8Array;
  readonly agentAddress: Uint8Array;
  /** Milliseconds since the BMC started. */
  readonly uptimeMs: number;
  /** 16 bytes, most significant first. */
  readonly guid: Uint8Array;
  /** The same for each repetition of a trap. */
  readonly sequence: number;
  /** Seconds since 1998, local time; 0 for unknown. */
  readonly localTimestamp: number;
  /** Minutes; undefined for unknown. */
  readonly utcOffset: number | undefined;
  readonly severity: number;
  readonly sensorType: number;
  readonly event: { readonly type: number; readonly deassertion: boolean; readonly offset: number };
  /** Slave address or software ID of the event's source. */
  readonly sensorDevice: number;
  readonly sensorNumber: number;
  readonly entity: { readonly id: number; readonly instance: number };
  /** 3 bytes. */
  readonly eventData: Uint8Array;
  /** IANA enterprise number. */
  readonly manufacturer: number;
  readonly product: number;
  /** Latin-1, of which a trap has the first 63 bytes; empty for none. */
  readonly text: Uint8Array;
}

const ENTERPRISE = "1.3.6.1.4.1.3183.1.1";
const VARIABLE = `${ENTERPRISE}.1`;

/** Trap source and event source type: an IPMI device. */
export const IPMI_SOURCE = 0x20;
const UTC_OFFSET_UNSPECIFIED = 0xffff;
const EVENT_DATA_SIZE = 8;
const ENGLISH = 0x19;
/** Type and length byte of a FRU field: 8-bit text. */
const TEXT = 0xc0;
const END_OF_FIELDS = 0xc1;
const SPACE = 0x20;
const DEASSERTION = 0x80;

export function buildPlatformEventTrap(trap: PlatformEventTrap): Uint8Array {
  const { community, agentAddress, uptimeMs, event } = trap;
  return buildTrapV1({
    community,
    enterprise: ENTERPRISE,
    agentAddress,
    specificTrap: 0x10000 * trap.sensorType + 0x100 * event.type + (event.deassertion ? DEASSERTION : 0) + event.offset,
    timeTicks: Math.floor(uptimeMs / 10),
    binding: { name: VARIABLE, value: variable(trap) },
  });
}

function variable(trap: PlatformEventTrap): Uint8Array {
  const { sequence, localTimestamp, utcOffset, entity, eventData, text } = trap;
  const data = new Uint8Array(EVENT_DATA_SIZE);
  data.set(eventData);
  return Buffer.concat([
    trap.guid,
    number(sequence, 2),
    number(localTimestamp, 4),
    number(utcOffset ?? UTC_OFFSET_UNSPECIFIED, 2),
    Uint8Array.of(IPMI_SOURCE, IPMI_SOURCE, trap.severity, trap.sensorDevice, trap.sensorNumber),
    Uint8Array.of(entity.id, entity.instance),
    data,
    Uint8Array.of(ENGLISH),
    number(trap.manufacturer, 4),
    number(trap.product, 2),
    text.length > 0 ? textField(text) : new Uint8Array(),
    Uint8Array.of(END_OF_FIELDS),
  ]);
}

/** A text of one byte gets a space, because its type and length byte would mean the end of the fields. */
function textField(text: Uint8Array): Uint8Array {
  const padded = text.length === 1 ? Uint8Array.from([...text, SPACE]) : text.subarray(0, MAX_TEXT);
  return Uint8Array.from([TEXT + padded.length, ...padded]);
}

/** Writes a number in two's complement, most significant byte first. */
function number(value: number, size: number): Uint8Array {
  const bytes = Buffer.alloc(size);
  if (size === 2) bytes.writeUInt16BE(((value % 0x10000) + 0x10000) % 0x10000);
  else bytes.writeUInt32BE(value);
  return bytes;
}
