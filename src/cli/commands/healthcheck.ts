/** `healthcheck`: whether a daemon is well. It asks at the control socket, so that no door's slot is taken. */
import type { Command } from "commander";
import { UnmetError } from "../../service/errors.ts";
import { addSocketOptions, type ControlOptions, onDaemon, print } from "../options/control-options.ts";
import { wholeStatus } from "../options/whole-status.ts";

const HELP = `
Exit code 0 when the daemon answers, every machine of its configuration is served, and no socket of theirs was removed; with
--connected, when each has its QEMU too. Else 1, and why. It asks at the control socket: QEMU's place is never taken.

Examples:
  extern-bmc healthcheck
  extern-bmc healthcheck --connected --json`;

interface HealthOptions extends ControlOptions {
  readonly connected?: true;
}

export function addHealthcheck(program: Command): void {
  addSocketOptions(program.command("healthcheck").description("whether a running daemon is well"))
    .option("--connected", "a machine without QEMU is not well")
    .addHelpText("after", HELP)
    .action(healthcheck);
}

async function healthcheck(options: HealthOptions): Promise<void> {
  const { machines, failures } = await onDaemon(options, (control) => wholeStatus(control));
  const isReady = ({ links }: (typeof machines)[number]) =>
    links.some(({ capabilities }) => capabilities !== undefined);
  const alone = options.connected ? machines.filter((machine) => !isReady(machine)).map(({ name }) => name) : [];
  const problems = [
    ...failures.map(({ machine, reason }) => `${machine} is not served: ${reason}`),
    ...machines.flatMap(({ name, lostDoors }) =>
      lostDoors.map((door) => `${name} cannot be reached: ${door} is gone; restart the daemon`),
    ),
    ...alone.map((name) => `${name} has no QEMU`),
  ];
  const health = { healthy: problems.length === 0, problems };
  print(options, health, () => (health.healthy ? `healthy: ${machines.length} served` : problems.join("\n")));
  if (!health.healthy) throw new UnmetError("not healthy");
}
