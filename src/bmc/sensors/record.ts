/** Encodes a sensor's data record (IPMI §43.1–§43.3) from its definition. */
import { oncePer } from "../once-per.ts";
import { SdrType } from "../records/device-locators.ts";
import { encodeSdr } from "../records/sdr.ts";
import { compactSensorRecord, eventOnlySensorRecord, fullSensorRecord } from "../records/sensor-records.ts";
import { Linearization, NumericFormat } from "./conversion.ts";
import { Access, EventControl, type RecordSharing, type SensorDefinition, type SensorUnits } from "./options.ts";
import { byThreshold, isUpper, THRESHOLDS } from "./thresholds.ts";

const RATE: Readonly<Record<SensorUnits["rate"], number>> = {
  none: 0,
  microsecond: 1,
  millisecond: 2,
  second: 3,
  minute: 4,
  hour: 5,
  day: 6,
};
const MODIFIER_OPERATION: Readonly<Record<SensorUnits["modifierOperation"], number>> = {
  none: 0,
  divide: 1,
  multiply: 2,
};

/** First bits in the masks for thresholds that are compared, and for settable thresholds. */
const FIRST_COMPARISON = 12;
const FIRST_SETTABLE = 8;

const NOT_SHARED: RecordSharing = { count: 1, modifier: "numeric", offset: 0, instanceIncrements: false };
const MODIFIER_TYPE = { numeric: 0, alpha: 1 } as const;

const MAKERS = { full: fullRecord, compact: compactRecord, eventOnly: eventOnlyRecord, none: () => undefined } as const;

/** Returns undefined without a record of its own. `ownerAddress` is the controller's slave address. */
export function sensorRecord(sensor: SensorDefinition, ownerAddress: number): Uint8Array | undefined {
  const records = recordsByOwner(sensor);
  if (!records.has(ownerAddress)) records.set(ownerAddress, MAKERS[sensor.recordKind](sensor, ownerAddress));
  return records.get(ownerAddress);
}

const recordsByOwner = oncePer((_: SensorDefinition) => new Map<number, Uint8Array | undefined>());

function fullRecord(sensor: SensorDefinition, ownerAddress: number): Uint8Array {
  const { format, thresholds, hysteresis, range } = sensor;
  return encodeSdr(SdrType.FullSensor, fullSensorRecord, {
    ...common(sensor, ownerAddress),
    linearization: { code: Linearization[sensor.linearization] },
    factors: sensor.factors,
    specified: {
      normalMinimum: range.normalMinimum !== undefined,
      normalMaximum: range.normalMaximum !== undefined,
      nominal: range.nominal !== undefined,
    },
    nominal: range.nominal ?? 0,
    normalMaximum: range.normalMaximum ?? 0,
    normalMinimum: range.normalMinimum ?? 0,
    maximum: range.maximum ?? (format === "unsigned" ? 0xff : 0x7f),
    minimum: range.minimum ?? (format === "unsigned" ? 0x00 : 0x80),
    ...byThreshold((threshold) => thresholds[threshold] ?? 0),
    positiveHysteresis: hysteresis.positive,
    negativeHysteresis: hysteresis.negative,
    oem: 0,
    name: sensor.name,
  });
}

function compactRecord(sensor: SensorDefinition, ownerAddress: number): Uint8Array {
  return encodeSdr(SdrType.CompactSensor, compactSensorRecord, {
    ...common(sensor, ownerAddress),
    ...sharing(sensor),
    positiveHysteresis: sensor.hysteresis.positive,
    negativeHysteresis: sensor.hysteresis.negative,
    oem: 0,
    name: sensor.name,
  });
}

function eventOnlyRecord(sensor: SensorDefinition, ownerAddress: number): Uint8Array {
  return encodeSdr(SdrType.EventOnlySensor, eventOnlySensorRecord, {
    ...identity(sensor, ownerAddress),
    type: sensor.type,
    readingType: { code: sensor.readingType },
    ...sharing(sensor),
    oem: 0,
    name: sensor.name,
  });
}

function sharing({ share, factors: { direction } }: SensorDefinition) {
  const { count, modifier, offset, instanceIncrements } = share ?? NOT_SHARED;
  return {
    sharing: { direction, modifierType: MODIFIER_TYPE[modifier], count },
    modifier: { entityInstanceIncrements: instanceIncrements, offset },
  };
}

function identity({ number, lun, entity }: SensorDefinition, ownerAddress: number) {
  return {
    owner: { address: ownerAddress / 2, systemSoftware: false },
    ownerLun: { channel: 0, fruLun: 0, lun },
    number,
    entityId: entity.id,
    entityInstance: { logical: entity.logical, number: entity.instance },
  };
}

function common(sensor: SensorDefinition, ownerAddress: number) {
  const { initial, units, isThreshold, supported } = sensor;
  const isFull = sensor.recordKind === "full";
  return {
    ...identity(sensor, ownerAddress),
    initialization: {
      settable: sensor.settable,
      scanning: true,
      events: sensor.eventControl === "perEvent" || sensor.eventControl === "entireSensor",
      thresholds: isFull && sensor.settableThresholds.length > 0,
      hysteresis: sensor.hysteresis.access === "settable",
      type: sensor.typeSettable,
      eventsAtPowerUp: initial.eventMessages,
      scanningAtPowerUp: initial.scanning,
    },
    capabilities: {
      ignoreIfEntityAbsent: sensor.ignoreIfEntityAbsent,
      autoRearm: sensor.rearm === "auto",
      hysteresis: Access[sensor.hysteresis.access],
      thresholds: Access[thresholdAccess(sensor)],
      eventControl: EventControl[sensor.eventControl],
    },
    type: sensor.type,
    readingType: { code: sensor.readingType },
    assertions: isThreshold ? supported.assertion.union(comparisons(sensor, false)) : supported.assertion,
    deassertions: isThreshold ? supported.deassertion.union(comparisons(sensor, true)) : supported.deassertion,
    readable: isThreshold ? thresholdMask(sensor) : new Set(sensor.states),
    units: {
      format: isFull ? NumericFormat[sensor.format] : NumericFormat.none,
      rate: RATE[units.rate],
      modifierOperation: MODIFIER_OPERATION[units.modifierOperation],
      percentage: units.percentage,
    },
    baseUnit: units.base,
    modifierUnit: units.modifier,
  };
}

function thresholdAccess({ thresholds, readableThresholds, settableThresholds }: SensorDefinition): Access {
  if (settableThresholds.length > 0) return "settable";
  if (readableThresholds.length > 0) return "readable";
  return THRESHOLDS.some((threshold) => thresholds[threshold] !== undefined) ? "fixed" : "none";
}

function comparisons({ comparedThresholds }: SensorDefinition, upper: boolean): ReadonlySet<number> {
  const half = THRESHOLDS.filter((threshold) => isUpper(threshold) === upper);
  const compared = half.filter((threshold) => comparedThresholds.includes(threshold));
  return new Set(compared.map((threshold) => FIRST_COMPARISON + half.indexOf(threshold)));
}

function thresholdMask({ readableThresholds, settableThresholds }: SensorDefinition): ReadonlySet<number> {
  const readable = readableThresholds.map((threshold) => THRESHOLDS.indexOf(threshold));
  const settable = settableThresholds.map((threshold) => FIRST_SETTABLE + THRESHOLDS.indexOf(threshold));
  return new Set([...readable, ...settable]);
}
