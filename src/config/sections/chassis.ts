/** The `chassis` section (IPMI chapter 28). */
import { BMC_ADDRESS } from "../../ipmi/slave-address.ts";
import { flag, group, integer, listOf, oneOf } from "../values/values.ts";

/** Chassis conditions (§28.2, bytes 2 and 4). */
const CHASSIS_CONDITION = [
  "powerOverload",
  "interlock",
  "powerFault",
  "powerControlFault",
  "intrusion",
  "frontPanelLockout",
  "driveFault",
  "coolingFault",
] as const;

/** Chassis features (§28.1, byte 2). */
const CHASSIS_FEATURE = ["intrusion", "frontPanelLockout", "diagnosticInterrupt", "powerInterlock"] as const;

/** Front panel buttons (§28.6). */
const BUTTON = ["power", "reset", "diagnosticInterrupt", "sleep"] as const;

function slaveAddress(what: string) {
  return integer(0, 0xfe)
    .multipleOf(2, "an even number, as slave addresses are")
    .default(BMC_ADDRESS)
    .describe(`Address of the ${what}, 0 to 0xfe, even; 0 is unspecified.`);
}

const addresses = () =>
  group({
    fru: slaveAddress("chassis FRU information device"),
    sdr: slaveAddress("SDR device"),
    sel: slaveAddress("SEL device"),
    systemManagement: slaveAddress("system management device"),
    bridge: slaveAddress("ICMB bridge"),
  });

const capabilities = () =>
  group({
    provides: listOf(oneOf(CHASSIS_FEATURE))
      .default(["frontPanelLockout", "diagnosticInterrupt"])
      .describe(`Features of the chassis: any of ${CHASSIS_FEATURE.join(", ")}.`),
    addresses: addresses().prefault({}).describe("IPMB slave addresses of the management functions."),
  });

export const chassis = () =>
  group({
    powerOn: flag()
      .default(true)
      .describe("Whether system power was on before the daemon started. Policy previous restores this state."),
    powerRestorePolicy: oneOf(["alwaysOff", "previous", "alwaysOn", "unknown"])
      .default("previous")
      .describe("Power state after mains power returns. For the BMC, mains power returns when the daemon starts."),
    conditions: listOf(oneOf(CHASSIS_CONDITION))
      .default([])
      .describe(`Conditions to report: any of ${CHASSIS_CONDITION.join(", ")}.`),
    capabilities: capabilities().prefault({}).describe("Get Chassis Capabilities, §28.1."),
    lockableButtons: listOf(oneOf(BUTTON))
      .default([...BUTTON])
      .describe(`Buttons that Set Front Panel Enables may disable: any of ${BUTTON.join(", ")}.`),
    powerOnHours: integer(0, 0x7fffffff).default(0).describe("Initial value of the power-on hours counter, in hours."),
  });
