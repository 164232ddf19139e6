/** Hysteresis and thresholds of a sensor (IPMI §35.6–§35.9; v1.5 chapter 29). */
import { byThreshold, THRESHOLDS } from "../../bmc/sensors/thresholds.ts";
import { bitmap } from "../../codec/bitmap.ts";
import { u8 } from "../../codec/integer.ts";
import { empty, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

/**
 * §35.6 Set Sensor Hysteresis. CDh when it cannot be set. The mask is ignored: the specification reserves it for future
 * use.
 */
export const setSensorHysteresis = defineCommand({
  name: "Set Sensor Hysteresis",
  spec: "35.6",
  netFn: NetFn.SensorEvent,
  cmd: 0x24,
  privilege: Privilege.Operator,
  everyLun: true,
  request: struct({ number: u8, mask: u8, positive: u8, negative: u8 }),
  response: empty,
  handle({ bmc, lun }, { number, positive, negative }) {
    bmc.sensors.find(number, lun).settings.setHysteresis({ positive, negative });
    return {};
  },
});

/** §35.7 Get Sensor Hysteresis. CDh when the sensor has none, or none that can be read. */
export const getSensorHysteresis = defineCommand({
  name: "Get Sensor Hysteresis",
  spec: "35.7",
  netFn: NetFn.SensorEvent,
  cmd: 0x25,
  privilege: Privilege.User,
  everyLun: true,
  request: struct({ number: u8, mask: u8 }),
  response: struct({ positive: u8, negative: u8 }),
  handle({ bmc, lun }, { number }) {
    const { settings, definition } = bmc.sensors.find(number, lun);
    const { access } = definition.hysteresis;
    settings.needs(access === "readable" || access === "settable", "readable hysteresis");
    return settings.hysteresis;
  },
});

const mask = bitmap(1);
const values = byThreshold(() => u8);

/**
 * §35.8 Set Sensor Thresholds. CDh when the sensor has no settable thresholds, CCh when one of those given is not
 * settable. Keeping the thresholds in order is up to the requester.
 */
export const setSensorThresholds = defineCommand({
  name: "Set Sensor Thresholds",
  spec: "35.8",
  netFn: NetFn.SensorEvent,
  cmd: 0x26,
  privilege: Privilege.Operator,
  everyLun: true,
  request: struct({ number: u8, set: mask, ...values }),
  response: empty,
  handle({ bmc, lun }, { number, set, ...given }) {
    const chosen = THRESHOLDS.filter((_, index) => set.has(index)).map((threshold) => [threshold, given[threshold]]);
    bmc.sensors.find(number, lun).settings.setThresholds(Object.fromEntries(chosen));
    return {};
  },
});

/** §35.9 Get Sensor Thresholds. CDh for a discrete sensor. Thresholds that cannot be read are 00h. */
export const getSensorThresholds = defineCommand({
  name: "Get Sensor Thresholds",
  spec: "35.9",
  netFn: NetFn.SensorEvent,
  cmd: 0x27,
  privilege: Privilege.User,
  everyLun: true,
  request: struct({ number: u8 }),
  response: struct({ readable: mask, ...values }),
  handle({ bmc, lun }, { number }) {
    const { settings, definition } = bmc.sensors.find(number, lun);
    settings.needs(definition.isThreshold, "thresholds");
    const readable = new Set(definition.readableThresholds);
    return {
      readable: new Set([...readable].map((threshold) => THRESHOLDS.indexOf(threshold))),
      ...byThreshold((threshold) => (readable.has(threshold) ? (settings.thresholds[threshold] ?? 0) : 0)),
    };
  },
});
