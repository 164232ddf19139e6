/** The action ComputerSystem.Reset: what IPMI's Chassis Control does, and a press of the power button. */
import type { Chassis } from "../../bmc/chassis/chassis.ts";
import { RestartCause } from "../../bmc/chassis/restart-cause.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import type { Machine } from "../../machine.ts";
import { DONE } from "../changes.ts";
import { oneOf, parameters } from "../checks.ts";
import { message } from "../messages.ts";
import { errorBody, RedfishError, sentence } from "../redfish-error.ts";
import type { Reply } from "../request.ts";
import { type Json, SYSTEM } from "../resource.ts";

export const RESET = `${SYSTEM}/Actions/ComputerSystem.Reset`;
const ACTION = "ComputerSystem.Reset";

const TYPES = ["On", "ForceOff", "GracefulShutdown", "ForceRestart", "PowerCycle", "Nmi", "PushPowerButton"] as const;
type ResetType = (typeof TYPES)[number];

/** Power on needs a means that starts the machine. */
export function resetTypes({ host }: Machine): readonly ResetType[] {
  return TYPES.filter((type) => type !== "On" || host.canPowerOn);
}

/** Switching off a machine that is off, or on one that is on, succeeds and does nothing. */
const RUN: Readonly<Record<ResetType, (chassis: Chassis, channel: number) => void>> = {
  On: (chassis, channel) => chassis.powerUp(RestartCause.ChassisControl, channel),
  ForceOff: (chassis) => chassis.powerDown(RestartCause.ChassisControl),
  GracefulShutdown(chassis) {
    if (chassis.powerOn) chassis.softShutdown();
  },
  ForceRestart: (chassis, channel) => chassis.hardReset(RestartCause.ChassisControl, channel),
  PowerCycle: (chassis, channel) => chassis.powerCycle(RestartCause.ChassisControl, channel),
  Nmi: (chassis) => chassis.pulseDiagnosticInterrupt(),
  PushPowerButton(chassis) {
    if (chassis.powerOn) chassis.softShutdown();
    else chassis.powerUp(RestartCause.PowerButton);
  },
};

/** Types that boot the machine, which must have its media then. */
const BOOTS: readonly ResetType[] = ["On", "ForceRestart", "PowerCycle", "PushPowerButton"];

/** @throws RedfishError 409 when the machine's state, or QEMU, does not allow it */
export function reset(machine: Machine, body: Json): Reply {
  const { ResetType: type } = parameters(ACTION, { ResetType: oneOf(resetTypes(machine)) }, body, "ResetType");
  const insertions = BOOTS.includes(type) ? machine.drives?.underWay : undefined;
  return insertions ? { ...DONE, underWay: resetAfter(insertions, machine, type) } : resetNow(machine, type);
}

/** Waits for media, because the machine would boot without them; not for longer than clients wait. */
async function resetAfter(insertions: Promise<void>, machine: Machine, type: ResetType): Promise<Reply | undefined> {
  const late = "an image is still being downloaded; wait for its task, or eject it";
  const problem = await within(machine, insertions, late);
  if (problem !== undefined) return conflict(type, problem);
  try {
    const reply = resetNow(machine, type);
    return (await reply.underWay) ?? reply;
  } catch (error) {
    if (!(error instanceof RedfishError)) throw error;
    return { status: error.status, body: errorBody(error.messages) };
  }
}

/** Resolves with the reason if the insertions fail, or take longer. */
function within({ clock }: Machine, insertions: Promise<void>, late: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const timer = clock.after(PATIENCE_MS, () => resolve(late));
    const over = (problem?: string) => {
      timer.cancel();
      resolve(problem);
    };
    insertions.then(
      () => over(),
      ({ message: words }: Error) => over(`the medium was not inserted: ${words}`),
    );
  });
}

function conflict(type: ResetType, problem: string): Reply {
  return {
    status: 409,
    body: errorBody([message("ActionParameterValueConflict", ["ResetType", type], sentence(problem))]),
  };
}

/** @throws RedfishError 409 when the machine's state, or QEMU, does not allow it */
function resetNow(machine: Machine, type: ResetType): Reply {
  try {
    const { underWay } = machine.host.during(() =>
      machine.operate(({ chassis, options }) => {
        RUN[type](chassis, options.lan.channel);
        chassis.bootOptions.chassisControlReceived();
      }),
    );
    return underWay ? { ...DONE, underWay: outcome(machine, underWay) } : DONE;
  } catch (error) {
    if (!(error instanceof IpmiError) || error.code !== CompletionCode.NotInPresentState) throw error;
    const words = message("ActionParameterValueConflict", ["ResetType", type], sentence(error.message));
    throw new RedfishError(409, [words]);
  }
}

/** The answer when an action failed that was under way. */
function failure(error: Error | undefined): Reply | undefined {
  return error && { status: 500, body: errorBody([message("InternalError", [], sentence(error.message))]) };
}

/** Clients give up after 10 to 60 s. One that asks for the power state later finds out how a longer action ended. */
const PATIENCE_MS = 8000;

function outcome({ clock }: Machine, underWay: Promise<Error | undefined>): Promise<Reply | undefined> {
  return new Promise((resolve) => {
    const timer = clock.after(PATIENCE_MS, () => resolve(undefined));
    void underWay.then((error) => {
      timer.cancel();
      resolve(failure(error));
    });
  });
}
