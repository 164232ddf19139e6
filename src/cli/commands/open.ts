/** `open`: the address of the web page, of a running daemon or of one that it starts. */
import { setTimeout } from "node:timers/promises";
import type { Command } from "commander";
import type { Control } from "../../control/client.ts";
import { daemonsAt } from "../../control/find-socket.ts";
import { StateError } from "../../store/errors.ts";
import { DoorError } from "../../transport/door-error.ts";
import { addConfigOptions, type ConfigOptions, configOf } from "../options/config-options.ts";
import { addSocketOptions, type ControlOptions, onDaemon, print } from "../options/control-options.ts";
import { type PageAccess, pageAddress } from "../output/page-address.ts";

const HELP = `
A running daemon without a page opens one, at a free port of 127.0.0.1 with a random token. If no daemon runs, this command starts one
in the foreground, which ends at Ctrl-C; -c and the options of doors configure that daemon. Its page is at http.listen, or at a free
port of 127.0.0.1. With --no-start or --socket, no daemon is started.

Starts no browser. The address logs the page in: it ends with #token= and the token of the HTTP API. Browsers do not send what is
behind #, but everyone who has the address may do what the daemon's user may, as at the control socket; --no-token leaves the
token out.

Examples:
  extern-bmc open
  extern-bmc open -c bmc.yaml
  xdg-open "$(extern-bmc open --no-start)"
  curl "$(extern-bmc open --no-start --no-token)/readyz"

Exit codes: 0 done, 1 there is no page, 2 the command line or the configuration is wrong.`;

/** Time that a daemon takes, at most, from its first door to its control socket, on a slow and busy machine. */
const START_MS = 30_000;
const LOOK_EVERY_MS = 50;

interface OpenOptions extends ControlOptions, ConfigOptions {
  readonly token: boolean;
  readonly start: boolean;
}

export function addOpen(program: Command): void {
  const command = program.command("open").description("open the web page, and print its address");
  addConfigOptions(addSocketOptions(command))
    .option("--no-start", "fail if no daemon runs, instead of starting one")
    .option("--no-token", "print the address of the HTTP port, without the token; the page then asks for it")
    .addHelpText("after", HELP)
    .action(open);
}

async function open(options: OpenOptions): Promise<void> {
  const daemon = options.start ? await running(options) : options;
  if (!daemon) return start(options);
  const page = await onDaemon(daemon, (control) => pageOf(control, options));
  if (options.start && hasSettings(options)) process.stderr.write(UNUSED);
  printPage(options, page);
}

const UNUSED =
  "a daemon runs already, and this is its page; -c and the options of doors are for a daemon that open starts\n";

function hasSettings({ config, extends: base, listen, fd, serial }: OpenOptions): boolean {
  return [config, base, listen, fd, serial].some((option) => option !== undefined);
}

/** Without the token, any HTTP port is right: one for metrics alone, too. */
async function pageOf(control: Control, { token }: OpenOptions): Promise<PageAccess> {
  const open = () => control.call("page.open");
  return token ? open() : control.call("page.get").catch(open);
}

/** Returns where to look for the daemon; undefined: none runs. */
async function running(options: OpenOptions): Promise<ControlOptions | undefined> {
  if (options.socket !== undefined) return options;
  const { socket } = (await configOf(options)).control;
  const [first] = await daemonsAt(socket);
  if (first === undefined) return undefined;
  return socket === "auto" ? {} : { socket };
}

async function start(options: OpenOptions): Promise<void> {
  const [{ serve }, { withPage }] = await Promise.all([import("./serve.ts"), import("../../service/own-page.ts")]);
  try {
    await serve(options, {
      settle: withPage(),
      announce: (_daemon, _config, _log, http) => http && printPage(options, http),
    });
  } catch (error) {
    const isTaken = (error instanceof DoorError || error instanceof StateError) && error.isTaken;
    // Another open, at the same time, may have taken the doors.
    const daemon = isTaken ? await startedMeanwhile(options) : undefined;
    if (!daemon) throw error;
    printPage(options, await onDaemon(daemon, (control) => pageOf(control, options)));
  }
}

const WAITING = `another program has taken a door; waiting for its page, ${START_MS / 1000} s at most\n`;

/** The control socket is a daemon's last door: it comes a moment after the others. */
async function startedMeanwhile(options: OpenOptions): Promise<ControlOptions | undefined> {
  const endMs = performance.now() + START_MS;
  let daemon = await running(options);
  if (!daemon) process.stderr.write(WAITING);
  while (!daemon && performance.now() < endMs) {
    await setTimeout(LOOK_EVERY_MS);
    daemon = await running(options);
  }
  return daemon;
}

function printPage(options: OpenOptions, { url, token }: PageAccess): void {
  print(options, { url: pageAddress({ url, token: options.token ? token : undefined }) }, (page) => page.url);
}
