/** Chassis status and control (IPMI §28.2, §28.3; v1.5 chapter 22). */
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { empty, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

const POWER_RESTORE_POLICY = { alwaysOff: 0, previous: 1, alwaysOn: 2, unknown: 3 } as const;

/** §28.2 Get Chassis Status. The optional fourth byte, front panel buttons, is left out: there are none. */
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
      coolingFault: bit(3),
      driveFault: bit(2),
      frontPanelLockout: bit(1),
      intrusion: bit(0),
    }),
  }),
  handle({ bmc: { chassis } }) {
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
        onByCommand: false,
        downByFault: false,
        downByInterlock: false,
        downByOverload: false,
        acFailed: false,
      },
      miscellaneous: {
        coolingFault: chassis.has("coolingFault"),
        driveFault: chassis.has("driveFault"),
        frontPanelLockout: chassis.has("frontPanelLockout"),
        intrusion: chassis.has("intrusion"),
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
 * §28.3 Chassis Control. The answer goes out before the machine feels it. D5h when no machine is connected that
 * announced it can do this, and for power up of a machine that is off: the VM protocol cannot switch one on.
 */
export const chassisControl = defineCommand({
  name: "Chassis Control",
  spec: "28.3",
  netFn: NetFn.Chassis,
  cmd: 0x02,
  privilege: Privilege.Operator,
  request: struct({ chassis: bitfield({ control: bits(3, 0) }) }),
  response: empty,
  handle({ bmc: { chassis } }, { chassis: { control } }) {
    switch (control) {
      case Control.PowerDown:
        chassis.powerDown();
        break;
      case Control.PowerUp:
        chassis.powerUp();
        break;
      case Control.PowerCycle:
        chassis.powerCycle();
        break;
      case Control.HardReset:
        chassis.hardReset();
        break;
      case Control.PulseDiagnosticInterrupt:
        chassis.pulseDiagnosticInterrupt();
        break;
      case Control.SoftShutdown:
        chassis.softShutdown();
        break;
      default:
        throw new IpmiError(CompletionCode.InvalidDataField, `no chassis control ${control}`);
    }
    return {};
  },
});
