/** `open`: the address of the HTTP port. */
import type { Command } from "commander";
import { UnmetError } from "../../service/errors.ts";
import { addSocketOptions, type ControlOptions, onDaemon, print } from "../options/control-options.ts";

const HELP = `
Starts no browser. The HTTP API needs its token: see docs/http-api.md.

Examples:
  extern-bmc open
  curl "$(extern-bmc open)/readyz"

Exit codes: 0 done, 1 the daemon has no HTTP port, or no daemon runs, 2 the command line is wrong.`;

export function addOpen(program: Command): void {
  addSocketOptions(program.command("open").description("print the address of the daemon's HTTP port"))
    .addHelpText("after", HELP)
    .action(async (options: ControlOptions) => {
      const { http: url } = await onDaemon(options, (control) => control.call("status"));
      if (url === undefined) throw new UnmetError("the daemon has no HTTP port; start it with --http 127.0.0.1:9623");
      print(options, { url }, () => url);
    });
}
