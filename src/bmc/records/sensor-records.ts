/** Sensor records after the header: full (IPMI §43.1), compact (§43.2), event-only (§43.3). */
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { bitmap } from "../../codec/bitmap.ts";
import { reserved } from "../../codec/bytes.ts";
import { u8 } from "../../codec/integer.ts";
import { struct } from "../../codec/struct.ts";
import { readingFactors } from "./reading-factors.ts";
import { idString } from "./sdr.ts";

/** The sensor's owner and number. */
const key = {
  owner: bitfield({ address: bits(7, 1), systemSoftware: bit(0) }),
  ownerLun: bitfield({ channel: bits(7, 4), fruLun: bits(3, 2), lun: bits(1, 0) }),
  number: u8,
};

const entity = {
  entityId: u8,
  entityInstance: bitfield({ logical: bit(7), number: bits(6, 0) }),
};

/** §43.1, bytes 11 to 23: the fields that full and compact records start with. */
const common = {
  ...key,
  ...entity,
  initialization: bitfield({
    /** v2: Set Sensor Reading And Event Status is accepted. */
    settable: bit(7),
    scanning: bit(6),
    events: bit(5),
    /** 0 in compact records. */
    thresholds: bit(4),
    hysteresis: bit(3),
    type: bit(2),
    eventsAtPowerUp: bit(1),
    scanningAtPowerUp: bit(0),
  }),
  capabilities: bitfield({
    ignoreIfEntityAbsent: bit(7),
    autoRearm: bit(6),
    hysteresis: bits(5, 4),
    thresholds: bits(3, 2),
    eventControl: bits(1, 0),
  }),
  type: u8,
  readingType: bitfield({ code: bits(6, 0) }),
  /** Event offsets. For a threshold sensor, bits 12 to 14 are the readable lower comparisons. */
  assertions: bitmap(2),
  /** Event offsets. For a threshold sensor, bits 12 to 14 are the readable upper comparisons. */
  deassertions: bitmap(2),
  /** Readable states. For a threshold sensor: the readable thresholds, and from bit 8 up the settable ones. */
  readable: bitmap(2),
  units: bitfield({ format: bits(7, 6), rate: bits(5, 3), modifierOperation: bits(2, 1), percentage: bit(0) }),
  baseUnit: u8,
  modifierUnit: u8,
};

/** A full record without its name. */
export const fullSensorFields = {
  ...common,
  linearization: bitfield({ code: bits(6, 0) }),
  factors: readingFactors,
  specified: bitfield({ normalMinimum: bit(2), normalMaximum: bit(1), nominal: bit(0) }),
  nominal: u8,
  normalMaximum: u8,
  normalMinimum: u8,
  maximum: u8,
  minimum: u8,
  upperNonRecoverable: u8,
  upperCritical: u8,
  upperNonCritical: u8,
  lowerNonRecoverable: u8,
  lowerCritical: u8,
  lowerNonCritical: u8,
  positiveHysteresis: u8,
  negativeHysteresis: u8,
  reserved: reserved(2),
  oem: u8,
};

const sharing = {
  sharing: bitfield({ direction: bits(7, 6), modifierType: bits(5, 4), count: bits(3, 0) }),
  modifier: bitfield({ entityInstanceIncrements: bit(7), offset: bits(6, 0) }),
};

/** A compact record without its name. */
export const compactSensorFields = {
  ...common,
  ...sharing,
  positiveHysteresis: u8,
  negativeHysteresis: u8,
  reserved: reserved(3),
  oem: u8,
};

export const fullSensorRecord = struct({ ...fullSensorFields, name: idString });
export const compactSensorRecord = struct({ ...compactSensorFields, name: idString });

export const eventOnlySensorRecord = struct({
  ...key,
  ...entity,
  type: u8,
  readingType: bitfield({ code: bits(6, 0) }),
  ...sharing,
  reserved: reserved(1),
  oem: u8,
  name: idString,
});
