/** The contents of a platform event trap (IPMI §17.16), and the function that sends one. */
import { bitfield, bits } from "../../codec/bitfield.ts";
import { reserved } from "../../codec/bytes.ts";
import { u8, u16 } from "../../codec/integer.ts";
import { decode, encode } from "../../codec/layout.ts";
import { struct } from "../../codec/struct.ts";
import { BMC_ADDRESS } from "../../ipmi/slave-address.ts";
import type { DeviceIdentity } from "../device-identity.ts";
import { guidToBytes } from "../guid.ts";
import type { PefConfiguration } from "../pef/pef-configuration.ts";
import type { PlatformEvent } from "../platform-event.ts";
import type { Sel } from "../sel.ts";
import type { Sensors } from "../sensors/sensors.ts";
import { UTC_OFFSET_UNSPECIFIED } from "../timestamp-clock.ts";

/** The parts of the BMC that a trap reports. */
export interface TrapDeps {
  readonly sel: Sel;
  readonly sensors: Sensors;
  readonly pef: { readonly configuration: PefConfiguration };
  readonly options: { readonly device: DeviceIdentity; readonly systemGuid: string };
}

/** The event that an alert reports. */
export type AlertedEvent = Omit<PlatformEvent, "evmRevision">;

export interface AlertContents {
  /** Absent: the alert reports no event. */
  readonly event?: AlertedEvent | undefined;
  /** Table 17-2, byte 4. */
  readonly severity: number;
  readonly text: Uint8Array;
}

export interface Trap {
  /** 1 to FFFFh; the same for each repetition. */
  readonly sequence: number;
  /** Seconds since 1998, or 0 for unknown; the same for each repetition. */
  readonly localTimestamp: number;
  /** Minutes; undefined for unknown. */
  readonly utcOffset: number | undefined;
  /** Most significant byte first. */
  readonly guid: Uint8Array;
  readonly uptimeMs: number;
  readonly severity: number;
  readonly sensorType: number;
  readonly event: { readonly type: number; readonly deassertion: boolean; readonly offset: number };
  /** Slave address or software ID. */
  readonly sensorDevice: number;
  readonly sensorNumber: number;
  readonly entity: { readonly id: number; readonly instance: number };
  /** 3 bytes. */
  readonly eventData: Uint8Array;
  readonly manufacturer: number;
  readonly product: number;
  readonly text: Uint8Array;
}

export type Sending = "sent" | "failed" | "dropped";

/** Sends a trap to an IPv4 address, and calls back once. */
export type TrapSender = (trap: Trap, address: Uint8Array, done: (result: Sending) => void) => void;

/** Seconds from 1970 to 1998. */
const SINCE_1998 = 883_612_800;

const generator = struct({ address: u8, second: bitfield({ lun: bits(1, 0) }) });
const offsetOf = struct({ first: bitfield({ offset: bits(3, 0) }), others: reserved(2) });

/** Event type and offset of PET when there is no event. */
const NO_EVENT = {
  sensorType: 0,
  event: { type: 0, deassertion: false, offset: 0x0f },
  sensorDevice: 0xff,
  sensorNumber: 0,
  entity: { id: 0, instance: 0 },
  eventData: new Uint8Array(3),
};

/** `own`: the fields that only the sender of traps knows. */
export function trapOf(
  bmc: TrapDeps,
  { event, severity, text }: AlertContents,
  own: Pick<Trap, "sequence" | "uptimeMs">,
): Trap {
  const { guid } = bmc.pef.configuration.values;
  const { device, systemGuid } = bmc.options;
  const { utcOffset } = bmc.sel.time;
  return {
    ...(event ? eventFields(bmc.sensors, event) : NO_EVENT),
    ...own,
    localTimestamp: Math.max(0, bmc.sel.timestamp() - SINCE_1998),
    utcOffset: utcOffset === UTC_OFFSET_UNSPECIFIED ? undefined : utcOffset,
    guid: guid.use.this ? guid.guid : guidToBytes(systemGuid).reverse(),
    manufacturer: device.manufacturerId,
    product: device.productId,
    ...{ severity, text },
  };
}

function eventFields(sensors: Sensors, { generatorId, sensorType, sensorNumber, event, data }: AlertedEvent) {
  const { address, second } = decode(generator, encode(u16, generatorId));
  const own = address === BMC_ADDRESS ? sensors.at(second.lun) : [];
  const entity = own.find(({ definition: { number } }) => number === sensorNumber)?.definition.entity;
  const { offset } = decode(offsetOf, data).first;
  return {
    ...{ sensorType, sensorNumber, sensorDevice: address, eventData: data },
    event: { ...event, offset },
    entity: entity ? { id: entity.id, instance: entity.instance + (entity.logical ? LOGICAL : 0) } : NO_EVENT.entity,
  };
}

/** Bit 7 of an entity instance: a logical entity. */
const LOGICAL = 0x80;
