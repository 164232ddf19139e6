/** `open`: the address of the web page. */
import type { Command } from "commander";
import { addSocketOptions, type ControlOptions, onDaemon, print } from "../options/control-options.ts";
import { pageAddress } from "../output/page-address.ts";

const HELP = `
Starts no browser. The address logs the page in: it ends with #token= and the token of the HTTP API. Browsers do not send what is
behind #, but everyone who has the address may do what the daemon's user may, as at the control socket; --no-token leaves the
token out. Without a token in its configuration, a daemon serves neither page nor API: start it with --http-token-file FILE.

Examples:
  extern-bmc open
  xdg-open "$(extern-bmc open)"
  curl "$(extern-bmc open --no-token)/readyz"

Exit codes: 0 done, 1 the daemon has no HTTP port, or no daemon runs, 2 the command line is wrong.`;

interface OpenOptions extends ControlOptions {
  readonly token: boolean;
}

export function addOpen(program: Command): void {
  addSocketOptions(program.command("open").description("print the address of the daemon's web page"))
    .option("--no-token", "print the address of the HTTP port, without the token; the page then asks for it")
    .addHelpText("after", HELP)
    .action(async (options: OpenOptions) => {
      const { url, token } = await onDaemon(options, (control) => control.call("page.get"));
      print(options, { url: pageAddress({ url, token: options.token ? token : undefined }) }, (page) => page.url);
    });
}
