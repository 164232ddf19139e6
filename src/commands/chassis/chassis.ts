/** Chassis status, control and reset (IPMI §28.2–§28.4; v1.5 chapter 22). */
import { RestartCause } from "../../bmc/chassis/restart-cause.ts";
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { empty, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

const POWER_RESTORE_POLICY = { alwaysOff: 0, previous: 1, alwaysOn: 2, unknown: 3 } as const;
const IDENTIFY_STATE = { off: 0, timed: 1, indefinite: 2 } as const;

/** §28.2 Get Chassis Status. Only v2 has the identify state. */
export const getChassisStatus = defineCommand({
  name: "Get Chassis Status",
  spec: "28.2",
  netFn: NetFn.Chassis,
  cmd: 0x01,
  privilege: Privilege.User,
  request: empty,
  response: struct({
    power: bitfield({
      restorePolicy: bits(6, 5),
      controlFault: bit(4),
      fault: bit(3),
      interlock: bit(2),
      overload: bit(1),
      on: bit(0),
    }),
    lastPowerEvent: bitfield({
      onByCommand: bit(4),
      downByFault: bit(3),
      downByInterlock: bit(2),
      downByOverload: bit(1),
      acFailed: bit(0),
    }),
    miscellaneous: bitfield({
      tellsIdentify: bit(6),
      identify: bits(5, 4),
      coolingFault: bit(3),
      driveFault: bit(2),
      frontPanelLockout: bit(1),
      intrusion: bit(0),
    }),
    frontPanel: bitfield({
      sleepLockable: bit(7),
      diagnosticInterruptLockable: bit(6),
      resetLockable: bit(5),
      powerLockable: bit(4),
      sleepDisabled: bit(3),
      diagnosticInterruptDisabled: bit(2),
      resetDisabled: bit(1),
      powerDisabled: bit(0),
    }),
  }),
  handle({ bmc: { chassis } }) {
    const { frontPanel, lastPowerEvent } = chassis;
    return {
      power: {
        restorePolicy: POWER_RESTORE_POLICY[chassis.powerRestorePolicy],
        controlFault: chassis.has("powerControlFault"),
        fault: chassis.has("powerFault"),
        interlock: chassis.has("interlock"),
        overload: chassis.has("powerOverload"),
        on: chassis.powerOn,
      },
      lastPowerEvent: {
        onByCommand: lastPowerEvent.onByCommand,
        downByFault: lastPowerEvent.loss === "fault",
        downByInterlock: lastPowerEvent.loss === "interlock",
        downByOverload: lastPowerEvent.loss === "overload",
        acFailed: lastPowerEvent.loss === "acFailed",
      },
      miscellaneous: {
        tellsIdentify: true,
        identify: IDENTIFY_STATE[chassis.identify.state],
        coolingFault: chassis.has("coolingFault"),
        driveFault: chassis.has("driveFault"),
        frontPanelLockout: chassis.has("frontPanelLockout") || frontPanel.lockedOut,
        intrusion: chassis.has("intrusion"),
      },
      frontPanel: {
        sleepLockable: frontPanel.isLockable("sleep"),
        diagnosticInterruptLockable: frontPanel.isLockable("diagnosticInterrupt"),
        resetLockable: frontPanel.isLockable("reset"),
        powerLockable: frontPanel.isLockable("power"),
        sleepDisabled: frontPanel.isDisabled("sleep"),
        diagnosticInterruptDisabled: frontPanel.isDisabled("diagnosticInterrupt"),
        resetDisabled: frontPanel.isDisabled("reset"),
        powerDisabled: frontPanel.isDisabled("power"),
      },
    };
  },
});

const Control = {
  PowerDown: 0,
  PowerUp: 1,
  PowerCycle: 2,
  HardReset: 3,
  PulseDiagnosticInterrupt: 4,
  SoftShutdown: 5,
} as const;

/**
 * §28.3 Chassis Control. The answer is sent before the machine feels the command. Throws `IpmiError` D5h when no
 * connected QEMU has announced that it can do this. Power up of a machine that is off is also D5h unless the
 * configuration sets power.start, because the VM protocol has no power-on.
 */
export const chassisControl = defineCommand({
  name: "Chassis Control",
  spec: "28.3",
  netFn: NetFn.Chassis,
  cmd: 0x02,
  privilege: Privilege.Operator,
  request: struct({ chassis: bitfield({ control: bits(3, 0) }) }),
  subFunctions: { numbers: Object.values(Control), of: ({ chassis: { control } }) => control },
  response: empty,
  handle({ bmc: { chassis }, channel }, { chassis: { control } }) {
    switch (control) {
      case Control.PowerDown:
        chassis.powerDown(RestartCause.ChassisControl);
        break;
      case Control.PowerUp:
        chassis.powerUp(RestartCause.ChassisControl, channel);
        break;
      case Control.PowerCycle:
        chassis.powerCycle(RestartCause.ChassisControl, channel);
        break;
      case Control.HardReset:
        chassis.hardReset(RestartCause.ChassisControl, channel);
        break;
      case Control.PulseDiagnosticInterrupt:
        chassis.pulseDiagnosticInterrupt();
        break;
      case Control.SoftShutdown:
        chassis.softShutdown();
        break;
      default:
        throw new IpmiError(CompletionCode.InvalidDataField, `chassis control is ${control}; expected 0 to 5`);
    }
    chassis.bootOptions.chassisControlReceived();
    return {};
  },
});

/** §28.4 Chassis Reset. A command of the early ICMB that Chassis Control superseded; does the same hard reset. */
export const chassisReset = defineCommand({
  name: "Chassis Reset",
  spec: "28.4",
  netFn: NetFn.Chassis,
  cmd: 0x03,
  privilege: Privilege.Operator,
  request: empty,
  response: empty,
  handle({ bmc, channel }) {
    bmc.chassis.hardReset(RestartCause.ChassisControl, channel);
    return {};
  },
});
