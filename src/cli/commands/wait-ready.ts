/** `wait-ready`: waits for a daemon, in scripts that start a daemon and then QEMU. */
import { setTimeout } from "node:timers/promises";
import type { Command } from "commander";
import { connect } from "../../control/client.ts";
import { ControlError } from "../../control/protocol.ts";
import { seconds } from "../options/parsers.ts";
import { wholeStatus } from "../options/whole-status.ts";

const HELP = `
Waits until a daemon answers on its control socket, which it opens once all doors are listening. Prints the ready line of
serve. Exit code 1 after the timeout.

Examples:
  extern-bmc serve & extern-bmc wait-ready && qemu-system-x86_64 $(extern-bmc qemu-args)
  extern-bmc wait-ready --socket /run/vm0/control.sock --timeout 5`;

interface WaitReadyOptions {
  readonly socket?: string;
  readonly timeout: number;
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
    .addHelpText("after", HELP)
    .action(waitReady);
}

async function waitReady({ socket, timeout }: WaitReadyOptions): Promise<void> {
  const over = setTimeout(Math.max(FIRST_TRY_MS, 1000 * timeout), "over", { ref: false });
  let last = "no daemon has said that it is";
  const remember = (error: Error) => {
    last = error.message;
  };
  const deadlineMs = performance.now() + 1000 * timeout;
  if ((await Promise.race([readiness(socket, deadlineMs, remember), over])) === "over") {
    throw new Error(`not ready after ${timeout} s: ${last}`);
  }
}

/** @param unready called with the reason after each try */
async function readiness(
  socket: string | undefined,
  deadlineMs: number,
  unready: (error: Error) => void,
): Promise<"ready" | "over"> {
  while (true) {
    try {
      await using control = await connect(socket);
      const { doors } = await wholeStatus(control);
      process.stdout.write(`extern-bmc ready ${doors.join(" ")}\n`);
      return "ready";
    } catch (error) {
      if (!(error instanceof ControlError && ["unreachable", "disconnected"].includes(error.code))) throw error;
      unready(error);
    }
    if (performance.now() >= deadlineMs) return "over";
    await setTimeout(INTERVAL_MS);
  }
}
