/** ACPI power state (IPMI §20.6, §20.7; v1.5 chapter 17). */
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { empty, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

const newState = bitfield({ set: bit(7), state: bits(6, 0) });

/** §20.6 Set ACPI Power State. A state whose bit 7 is clear does not change. */
export const setAcpiPowerState = defineCommand({
  name: "Set ACPI Power State",
  spec: "20.6",
  netFn: NetFn.App,
  cmd: 0x06,
  privilege: Privilege.Administrator,
  request: struct({ system: newState, device: newState }),
  response: empty,
  handle({ bmc }, { system, device }) {
    bmc.acpi.set(system.set ? system.state : undefined, device.set ? device.state : undefined);
    return {};
  },
});

const state = bitfield({ state: bits(6, 0) });

/** §20.7 Get ACPI Power State. */
export const getAcpiPowerState = defineCommand({
  name: "Get ACPI Power State",
  spec: "20.7",
  netFn: NetFn.App,
  cmd: 0x07,
  privilege: Privilege.User,
  request: empty,
  response: struct({ system: state, device: state }),
  handle({ bmc }) {
    const { system, device } = bmc.acpi.states;
    return { system: { state: system }, device: { state: device } };
  },
});
