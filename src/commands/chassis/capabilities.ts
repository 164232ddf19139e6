/** Chassis capabilities (IPMI §28.1, §28.7; v1.5 chapter 22). */
import { bit, bitfield } from "../../codec/bitfield.ts";
import { u8 } from "../../codec/integer.ts";
import { empty, optional, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

/** §28.1 Get Chassis Capabilities. */
export const getChassisCapabilities = defineCommand({
  name: "Get Chassis Capabilities",
  spec: "28.1",
  netFn: NetFn.Chassis,
  cmd: 0x00,
  privilege: Privilege.User,
  request: empty,
  response: struct({
    flags: bitfield({
      powerInterlock: bit(3),
      diagnosticInterrupt: bit(2),
      frontPanelLockout: bit(1),
      intrusion: bit(0),
    }),
    fru: u8,
    sdr: u8,
    sel: u8,
    systemManagement: u8,
    bridge: u8,
  }),
  handle({ bmc }) {
    const { capabilities } = bmc.chassis;
    return {
      flags: {
        powerInterlock: capabilities.provides("powerInterlock"),
        diagnosticInterrupt: capabilities.provides("diagnosticInterrupt"),
        frontPanelLockout: capabilities.provides("frontPanelLockout"),
        intrusion: capabilities.provides("intrusion"),
      },
      ...capabilities.addresses,
    };
  },
});

/** §28.7 Set Chassis Capabilities. Fields that cannot be set are ignored without an error. */
export const setChassisCapabilities = defineCommand({
  name: "Set Chassis Capabilities",
  spec: "28.7",
  netFn: NetFn.Chassis,
  cmd: 0x05,
  privilege: Privilege.Administrator,
  request: struct({
    flags: bitfield({ frontPanelLockout: bit(1), intrusion: bit(0) }),
    fru: u8,
    sdr: u8,
    sel: u8,
    systemManagement: u8,
    bridge: optional(u8),
  }),
  response: empty,
  handle({ bmc }, { flags, ...addresses }) {
    bmc.chassis.capabilities.set(flags, addresses);
    return {};
  },
});
