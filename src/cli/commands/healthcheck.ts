/** `healthcheck`: checks a running daemon over the control socket, so that it takes no door's slot. */
import type { Command } from "commander";
import { UnmetError } from "../../service/errors.ts";
import { addSocketOptions, type ControlOptions, onDaemon, print } from "../options/control-options.ts";
import { namesWithoutQemu, wholeStatus } from "../options/whole-status.ts";
import { bad, good } from "../output/style.ts";

const HELP = `
Exit code 0 if the daemon answers, every machine of its configuration is served, and every door's socket file exists;
with --connected, also only if every machine has its QEMU. Otherwise exit code 1 and the reason. Uses the control socket,
never a door.

Examples:
  extern-bmc healthcheck
  extern-bmc healthcheck --connected --json`;

interface HealthOptions extends ControlOptions {
  readonly connected?: true;
}

export function addHealthcheck(program: Command): void {
  addSocketOptions(program.command("healthcheck").description("check whether a running daemon is healthy"))
    .option("--connected", "treat a machine without a connected QEMU as unhealthy")
    .addHelpText("after", HELP)
    .action(healthcheck);
}

async function healthcheck(options: HealthOptions): Promise<void> {
  const { machines, failures } = await onDaemon(options, (control) => wholeStatus(control));
  const alone = options.connected ? namesWithoutQemu(machines) : [];
  const problems = [
    ...failures.map(({ machine, reason }) => `${machine} is not served: ${reason}`),
    ...machines.flatMap(({ name, lostDoors }) =>
      lostDoors.map((door) => `${name} cannot be reached: ${door} is gone; restart the daemon`),
    ),
    ...alone.map((name) => `${name} has no QEMU`),
  ];
  const health = { healthy: problems.length === 0, problems };
  const words = () =>
    health.healthy
      ? `${good("healthy")}: ${machines.length} served`
      : problems.map((problem) => bad(problem)).join("\n");
  print(options, health, words);
  if (!health.healthy) throw new UnmetError("not healthy");
}
