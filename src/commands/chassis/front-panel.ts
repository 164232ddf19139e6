/** The identify light and the buttons at the chassis (IPMI §28.5, §28.6; v1.5 chapter 22). */
import { BUTTONS } from "../../bmc/chassis/front-panel.ts";
import { bit, bitfield } from "../../codec/bitfield.ts";
import { u8 } from "../../codec/integer.ts";
import { empty, optional, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

const DEFAULT_IDENTIFY_SECONDS = 15;

/** §28.5 Chassis Identify. */
export const chassisIdentify = defineCommand({
  name: "Chassis Identify",
  spec: "28.5",
  netFn: NetFn.Chassis,
  cmd: 0x04,
  privilege: Privilege.Operator,
  request: struct({ seconds: optional(u8), force: optional(bitfield({ on: bit(0) })) }),
  response: empty,
  handle({ bmc: { chassis } }, { seconds = DEFAULT_IDENTIFY_SECONDS, force }) {
    if (force?.on) chassis.identify.turnOn();
    else chassis.identify.turnOnFor(seconds);
    return {};
  },
});

/** §28.6 Set Front Panel Enables. CCh when one of the buttons may not be disabled; no button changes then. */
export const setFrontPanelEnables = defineCommand({
  name: "Set Front Panel Enables",
  spec: "28.6",
  netFn: NetFn.Chassis,
  cmd: 0x0a,
  privilege: Privilege.Administrator,
  request: struct({ disabled: bitfield({ sleep: bit(3), diagnosticInterrupt: bit(2), reset: bit(1), power: bit(0) }) }),
  response: empty,
  handle({ bmc }, { disabled }) {
    bmc.chassis.frontPanel.disable(BUTTONS.filter((button) => disabled[button]));
    return {};
  },
});
