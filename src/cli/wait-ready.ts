/** `wait-ready`: for scripts that start a daemon and then QEMU. */
import { setTimeout } from "node:timers/promises";
import { type Command, InvalidArgumentError } from "commander";
import { connect } from "../control/client.ts";
import { ControlError } from "../control/protocol.ts";
import { wholeStatus } from "./whole-status.ts";

const HELP = `
Waits until a daemon answers on its control socket, when all its doors accept, and prints their addresses as the ready
line of serve does. Exit code 1 when the time is over.

Examples:
  extern-bmc serve & extern-bmc wait-ready && qemu-system-x86_64 $(extern-bmc qemu-args)
  extern-bmc wait-ready --socket /run/vm0/control.sock --timeout 5`;

interface WaitReadyOptions {
  readonly socket?: string;
  readonly timeout: number;
}

const INTERVAL_MS = 50;

export function addWaitReady(program: Command): void {
  program
    .command("wait-ready")
    .description("wait until a daemon is ready")
    .option("-s, --socket <path>", "the daemon's control socket (environment: EXTERN_BMC_CONTROL_SOCKET)")
    .option("-t, --timeout <seconds>", "how long", seconds, 30)
    .addHelpText("after", HELP)
    .action(waitReady);
}

async function waitReady({ socket, timeout }: WaitReadyOptions): Promise<void> {
  const deadlineMs = performance.now() + 1000 * timeout;
  while (true) {
    try {
      await using control = await connect(socket);
      const { doors } = await wholeStatus(control);
      process.stdout.write(`extern-bmc ready ${doors.join(" ")}\n`);
      return;
    } catch (error) {
      const unready = error instanceof ControlError && ["unreachable", "disconnected"].includes(error.code);
      if (!unready) throw error;
      if (performance.now() >= deadlineMs) throw new Error(`not ready after ${timeout} s: ${error.message}`);
    }
    await setTimeout(INTERVAL_MS);
  }
}

function seconds(text: string): number {
  const value = Number(text.replace(/s$/, ""));
  if (text !== "" && value >= 0 && value <= 86_400) return value;
  throw new InvalidArgumentError("expected seconds, 0 to 86400");
}
