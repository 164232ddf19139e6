/** The initialization agent: sets sensors to the values of their records (IPMI §33.6, §33.21). */
import { ByteReader, LayoutError } from "../../codec/layout.ts";
import { struct } from "../../codec/struct.ts";
import { IpmiError } from "../../ipmi/completion-code.ts";
import { SdrType } from "../records/device-locators.ts";
import { sdrHeader } from "../records/sdr.ts";
import { compactSensorFields, fullSensorFields } from "../records/sensor-records.ts";
import type { Sensor } from "./sensor.ts";
import { THRESHOLDS, type Threshold } from "./thresholds.ts";

const full = struct(fullSensorFields);
const compact = struct(compactSensorFields);

/** First bit for settable thresholds in the mask; the bits below are for readable ones. */
const FIRST_SETTABLE = 8;

/** Ignores a record that describes no sensor. A setting that a sensor refuses keeps its value. */
export function initialize(
  record: Uint8Array,
  find: (owner: number, number: number, lun: number) => Sensor | undefined,
) {
  const fields = fieldsOf(record);
  if (!fields) return;
  const { owner, number, ownerLun } = fields;
  if (owner.systemSoftware) return;
  const count = "sharing" in fields ? fields.sharing.count : 1;
  for (let i = 0; i < count; i++) {
    const sensor = find(owner.address * 2, number + i, ownerLun.lun);
    if (sensor) initializeSensor(sensor, fields);
  }
}

function initializeSensor({ settings, definition }: Sensor, fields: SensorFields): void {
  const { initialization: init } = fields;
  if (init.type) unlessRefused(() => settings.setKind({ type: fields.type, readingType: fields.readingType.code }));
  if (init.hysteresis) {
    const { positiveHysteresis: positive, negativeHysteresis: negative } = fields;
    unlessRefused(() => settings.setHysteresis({ positive, negative }));
  }
  if (init.thresholds && "upperCritical" in fields && definition.isThreshold) {
    const settable = THRESHOLDS.filter((_, index) => fields.readable.has(FIRST_SETTABLE + index));
    const value = (threshold: Threshold) => [threshold, fields[threshold]] as const;
    unlessRefused(() => settings.setThresholds(Object.fromEntries(settable.map(value))));
  }
  const { enables } = settings;
  const events = { assertion: fields.assertions, deassertion: fields.deassertions };
  if (init.events) unlessRefused(() => settings.setEnables({ ...enables, messages: true, events }));
  if (init.scanning) unlessRefused(() => settings.setEnables({ ...settings.enables, scanning: true }));
}

type SensorFields = NonNullable<ReturnType<typeof fieldsOf>>;

/** Returns undefined for a record that describes no sensor or is too short. */
function fieldsOf(record: Uint8Array) {
  try {
    const content = new ByteReader(record);
    const { type } = sdrHeader.decode(content);
    if (type === SdrType.FullSensor) return full.decode(content);
    return type === SdrType.CompactSensor ? compact.decode(content) : undefined;
  } catch (error) {
    if (error instanceof LayoutError) return undefined;
    throw error;
  }
}

function unlessRefused(set: () => void): void {
  try {
    set();
  } catch (error) {
    if (!(error instanceof IpmiError)) throw error;
  }
}
