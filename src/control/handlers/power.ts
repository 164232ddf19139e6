import type { Bmc } from "../../bmc/bmc.ts";
import { RestartCause } from "../../bmc/chassis/restart-cause.ts";
import type { POWER_ACTIONS } from "../calls/power.ts";
import type { ResultOf } from "../calls.ts";
import { type CallHandler, machineOf } from "../handler.ts";

const powerStatus: CallHandler<"power.status"> = (daemon, given) => statusOf(machineOf(daemon, given).bmc);

function statusOf({ chassis }: Bmc): ResultOf<"power.status"> {
  const [cause = "Unknown"] = Object.entries(RestartCause).find(([, code]) => code === chassis.restart.cause) ?? [];
  return {
    power: chassis.powerOn ? "on" : "off",
    restartCause: cause.replaceAll(/(?<!^)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).toLowerCase(),
    loss: chassis.lastPowerEvent.loss,
    restorePolicy: chassis.powerRestorePolicy,
  };
}

/** Effects of an operator's actions. The operator presses the front panel's buttons, which §28.11 has as restart causes. */
const ACTIONS: Readonly<Record<(typeof POWER_ACTIONS)[number], (chassis: Bmc["chassis"]) => void>> = {
  on: (chassis) => chassis.powerUp(RestartCause.ChassisControl),
  off: (chassis) => chassis.powerDown(RestartCause.PowerButton),
  cycle: (chassis) => chassis.powerCycle(RestartCause.ChassisControl),
  reset: (chassis) => chassis.hardReset(RestartCause.ResetButton),
  soft: (chassis) => chassis.softShutdown(),
  diag: (chassis) => chassis.pulseDiagnosticInterrupt(),
};

const powerSet: CallHandler<"power.set"> = async (daemon, given) => {
  const machine = machineOf(daemon, given);
  await machine.act(({ chassis }) => ACTIONS[given.action](chassis));
  return statusOf(machine.bmc);
};

const reset: CallHandler<"reset"> = (daemon, given) => {
  machineOf(daemon, given).operate((bmc) => (given.kind === "cold" ? bmc.coldReset() : bmc.warmReset()));
  return {};
};

export const powerHandlers = {
  "power.status": powerStatus,
  "power.set": powerSet,
  reset,
};
