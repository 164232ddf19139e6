/** `wait-ready`: waits for a daemon, in scripts that start a daemon and then QEMU. */
import { setTimeout } from "node:timers/promises";
import type { Command } from "commander";
import { connect } from "../../control/client.ts";
import { ControlError } from "../../control/protocol.ts";
import { seconds } from "../options/parsers.ts";
import { namesWithoutQemu, wholeStatus } from "../options/whole-status.ts";

const HELP = `
Waits until a daemon answers on its control socket, which it opens once all doors are listening. Prints the ready line of
serve. With --connected, waits until every machine has its QEMU as well. Exit code 1 after the timeout.

Examples:
  extern-bmc serve & extern-bmc wait-ready && qemu-system-x86_64 $(extern-bmc qemu-args)
  extern-bmc wait-ready --socket /run/vm0/control.sock --timeout 5
  extern-bmc wait-ready --connected && extern-bmc power cycle`;

interface WaitReadyOptions {
  readonly socket?: string;
  readonly timeout: number;
  readonly connected?: true;
}

const INTERVAL_MS = 50;
/** Shortest wait: a ready daemon answers within it, even with --timeout 0. */
const FIRST_TRY_MS = 1000;

export function addWaitReady(program: Command): void {
  program
    .command("wait-ready")
    .description("wait until a daemon is ready")
    .option("-s, --socket <path>", "the daemon's control socket (environment: EXTERN_BMC_CONTROL_SOCKET)")
    .option("-t, --timeout <seconds>", "longest time to wait", seconds(0, 86_400), 30)
    .option("--connected", "wait until every machine has its QEMU, too")
    .addHelpText("after", HELP)
    .action(waitReady);
}

async function waitReady({ socket, timeout, connected }: WaitReadyOptions): Promise<void> {
  const over = setTimeout(Math.max(FIRST_TRY_MS, 1000 * timeout), "over", { ref: false });
  let last = "no daemon has said that it is";
  const remember = (reason: string) => {
    last = reason;
  };
  const deadlineMs = performance.now() + 1000 * timeout;
  if ((await Promise.race([readiness(socket, connected, deadlineMs, remember), over])) === "over") {
    throw new Error(`not ready after ${timeout} s: ${last}`);
  }
}

/** @param unready called with the reason after each try */
async function readiness(
  socket: string | undefined,
  connected: true | undefined,
  deadlineMs: number,
  unready: (reason: string) => void,
): Promise<"ready" | "over"> {
  while (true) {
    try {
      await using control = await connect(socket);
      const { doors, machines } = await wholeStatus(control);
      const alone = connected ? namesWithoutQemu(machines) : [];
      if (alone.length === 0) {
        process.stdout.write(`extern-bmc ready ${doors.join(" ")}\n`);
        return "ready";
      }
      unready(`no QEMU is connected to ${alone.join(", ")}`);
    } catch (error) {
      if (!(error instanceof ControlError && ["unreachable", "disconnected"].includes(error.code))) throw error;
      unready(error.message);
    }
    if (performance.now() >= deadlineMs) return "over";
    await setTimeout(INTERVAL_MS);
  }
}
