/** Converts a sensor's record (IPMI §43.1–§43.3) to an entry of `sensors`. */

import { SdrType } from "../bmc/records/device-locators.ts";
import { SDR_HEADER_SIZE } from "../bmc/records/sdr.ts";
import { compactSensorRecord, eventOnlySensorRecord, fullSensorRecord } from "../bmc/records/sensor-records.ts";
import { decode, type ValueOf } from "../codec/layout.ts";
import { ReadingType } from "../ipmi/reading-type.ts";
import type { StateKind } from "../ipmi/words/states.ts";
import { entityWords } from "./entity-words.ts";
import { eventWords, stateWords } from "./event-words.ts";
import { numberedName, takenName } from "./names.ts";
import { readingTypeWord, sensorTypeWord } from "./sensor-codes.ts";
import { inHex, type Settings, said } from "./settings.ts";
import { unitWords } from "./unit-words.ts";
import { DIRECTIONS, valueWords } from "./value-words.ts";

type Compact = ValueOf<typeof compactSensorRecord>;
type Common = Compact | ValueOf<typeof fullSensorRecord>;
type Any = Common | ValueOf<typeof eventOnlySensorRecord>;

export interface ReadSensor {
  /** Slave address (8 bits) of the sensor's controller; undefined for software. */
  readonly owner: number | undefined;
  readonly lun: number;
  readonly number: number;
  /** Name in the record. */
  readonly name: string;
  readonly settings: Settings;
  /** Undefined for a threshold sensor. */
  readonly kind: StateKind | undefined;
}

const ACCESS = ["none", "readable", "settable", "fixed"] as const;
const EVENT_CONTROL = ["perEvent", "entireSensor", "globalOnly", "none"] as const;
const MODIFIERS = ["numeric", "alpha"] as const;
const NO_FORMAT = 3;
/** The last of the types temperature, voltage, current and fan, whose units must be given. */
const LAST_MEASURED = 0x04;

/** Converts a record; returns undefined for other types. @throws LayoutError if the record cannot be read */
export function readSensor(record: Uint8Array): ReadSensor | undefined {
  const content = record.subarray(SDR_HEADER_SIZE);
  const [, , , type] = record;
  if (type === SdrType.FullSensor) {
    const fields = decode(fullSensorRecord, content);
    const isNumeric = fields.units.format !== NO_FORMAT;
    const usual = isNumeric || fields.readingType.code === ReadingType.threshold;
    const recordKind = usual ? {} : { recordKind: "full" };
    return sensorOf(fields, { ...recordKind, ...commonWords(fields), ...(isNumeric ? valueWords(fields) : {}) });
  }
  if (type === SdrType.CompactSensor) {
    const fields = decode(compactSensorRecord, content);
    const isThreshold = fields.readingType.code === ReadingType.threshold;
    const recordKind = isThreshold ? { recordKind: "compact" } : {};
    return sensorOf(fields, { ...recordKind, ...commonWords(fields), ...sharingWords(fields) });
  }
  if (type !== SdrType.EventOnlySensor) return undefined;
  const fields = decode(eventOnlySensorRecord, content);
  return sensorOf(fields, { recordKind: "eventOnly", states: [], ...sharingWords(fields) });
}

/** §43.2, bytes 24 and 25: settings of a shared record. */
function sharingWords({ sharing, modifier }: Pick<Compact, "sharing" | "modifier">): Settings {
  const { count, direction, modifierType } = sharing;
  const share = {
    count,
    modifier: MODIFIERS[modifierType] ?? inHex(modifierType),
    ...(modifier.offset === 0 ? {} : { offset: modifier.offset }),
    ...(modifier.entityInstanceIncrements ? {} : { instance: "same" }),
  };
  return {
    direction: direction === 0 ? undefined : DIRECTIONS[direction],
    ...(count > 1 ? { share } : {}),
  };
}

function sensorOf(fields: Any, others: Settings): ReadSensor {
  const { owner, ownerLun, number, name, type, readingType } = fields;
  const { states } = others;
  const hasStates = Array.isArray(states) && states.length > 0;
  const isImplied = readingType.code === (hasStates ? ReadingType.sensorSpecific : ReadingType.threshold);
  const settings = {
    number: inHex(number),
    lun: ownerLun.lun === 0 ? undefined : ownerLun.lun,
    name: takenName(name, numberedName({ type, lun: ownerLun.lun, number })),
    type: sensorTypeWord(type),
    readingType: isImplied ? undefined : readingTypeWord(readingType.code),
    entity: entityWords(fields.entityId, fields.entityInstance.number, fields.entityInstance.logical),
    ...others,
  };
  const address = owner.systemSoftware ? undefined : 2 * owner.address;
  return {
    owner: address,
    lun: ownerLun.lun,
    number,
    name,
    settings: said(settings),
    kind: readingType.code === ReadingType.threshold ? undefined : { type, readingType: readingType.code },
  };
}

function commonWords(fields: Common): Settings {
  const { initialization, capabilities, type, readingType, units, baseUnit, modifierUnit } = fields;
  const isThreshold = readingType.code === ReadingType.threshold;
  const access = ACCESS[capabilities.hysteresis] ?? "none";
  const control = EVENT_CONTROL[capabilities.eventControl] ?? "perEvent";
  return {
    ignoreIfEntityAbsent: capabilities.ignoreIfEntityAbsent ? undefined : false,
    units: unitWords(units, baseUnit, modifierUnit) ?? (isThreshold && type <= LAST_MEASURED ? "none" : undefined),
    hysteresis: isThreshold || access !== "none" ? { access } : undefined,
    ...(isThreshold ? {} : { states: stateWords([...fields.readable], type, readingType.code) }),
    ...(control === "none" ? {} : eventWords(fields)),
    eventControl: control === "perEvent" ? undefined : control,
    rearm: capabilities.autoRearm ? undefined : "manual",
    settable: initialization.settable ? undefined : false,
    typeSettable: initialization.type ? true : undefined,
    scanning: initialization.scanningAtPowerUp ? undefined : false,
    eventMessages: initialization.eventsAtPowerUp ? undefined : false,
  };
}
