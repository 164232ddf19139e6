/** `console`: the guest's serial port on this terminal. */
import type { Readable } from "node:stream";
import { type Command, InvalidArgumentError } from "commander";
import type { Control } from "../../control/client.ts";
import { type Meant, onDaemon } from "../options/control-options.ts";
import { AwaitedText } from "../output/awaited-text.ts";
import { type ConsoleAction, ConsoleEscape } from "./console-escape.ts";

const HELP = `
Shows what the guest prints on its serial port, and sends what is typed. The configuration's "serial" says where the port is.
On a terminal, these keys are for the console, at the start of a line:
  ~.    end the console
  ~B    send a break (by telnet or QMP)
  ~^Z   suspend the console
  ~~    send ~
  ~?    show these keys
In a pipe, standard input goes to the guest as it is, and the console goes on after its end. Ends with the daemon, with the
machine, or by a signal. With --until, it ends as soon as the guest has printed the text: exit code 0, or 1 if it ends before.

Examples:
  extern-bmc console
  extern-bmc console --machine vm07 --history
  timeout 300 extern-bmc console --history --until "login: " </dev/null`;

interface ConsoleOptions {
  readonly socket?: string;
  readonly machine?: string;
  readonly history?: true;
  readonly until?: string;
  readonly escape: string;
}

export function addConsole(program: Command): void {
  program
    .command("console")
    .description("attach to the guest's serial port")
    .option("-s, --socket <path>", "control socket of the daemon (environment: EXTERN_BMC_CONTROL_SOCKET)")
    .option("-m, --machine <name>", "name of the machine, if the daemon has several")
    .option("--history", "begin with the output that the daemon has kept, the last 256 KiB")
    .option("--until <text>", "end when the guest has printed this text, also within a line", awaited)
    .option("-e, --escape <character>", "escape character on a terminal, or none", escapeCharacter, "~")
    .addHelpText("after", HELP)
    .action((options: ConsoleOptions) =>
      onDaemon(options, (control, meant) => new Console(control, meant, options).run()),
    );
}

function escapeCharacter(text: string): string {
  if (text === "none" || /^[!-~]$/.test(text)) return text;
  throw new InvalidArgumentError("expected one printable ASCII character, or none");
}

function awaited(text: string): string {
  if (text !== "") return text;
  throw new InvalidArgumentError("expected at least one character");
}

const KEYS = [
  "~.  end the console",
  "~B  send a break",
  "~^Z suspend the console",
  "~~  send ~",
  "~?  show these keys",
];

class Console {
  readonly #control: Control;
  readonly #meant: Meant;
  readonly #options: ConsoleOptions;
  readonly #escape: ConsoleEscape;
  readonly #input: Readable & { setRawMode?: (raw: boolean) => unknown } = process.stdin;
  readonly #isTerminal = process.stdin.isTTY === true;
  readonly #awaited: AwaitedText | undefined;
  /** The failure that ended the console. */
  #failure: unknown;

  constructor(control: Control, meant: Meant, options: ConsoleOptions) {
    this.#control = control;
    this.#meant = meant;
    this.#options = options;
    const character = options.escape === "none" ? undefined : options.escape;
    this.#escape = new ConsoleEscape(this.#isTerminal ? character : undefined);
    this.#awaited = options.until === undefined ? undefined : new AwaitedText(options.until);
  }

  async run(): Promise<void> {
    const end = () => this.#control.close();
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, end);
    process.stdout.once("error", end);
    // Also when the process ends by an exception or process.exit().
    process.once("exit", () => this.#raw(false));
    const output = this.#control.stream("serial.read", { ...this.#meant, history: this.#options.history ?? false });
    // The daemon answers calls in order: when it answers this one, it has accepted the stream or refused it.
    const { machines } = await this.#control.call("status", this.#meant);
    const [machine] = machines;
    try {
      const showing = this.#show(output);
      if (machine?.serial) this.#begin(machine.serial);
      await showing;
      if (this.#isTerminal) this.#say("the daemon has ended the console");
    } catch (error) {
      // Ends with the daemon, or with our own connection.
      if (!(error instanceof Error && "code" in error && error.code === "disconnected")) throw error;
    } finally {
      this.#raw(false);
      this.#input.destroy();
    }
    if (this.#failure) throw this.#failure;
    if (this.#awaited && !this.#awaited.isFound)
      throw new Error(`ended before the guest printed "${this.#options.until}"`);
  }

  #begin({ connected, address }: { readonly connected: boolean; readonly address: string }): void {
    if (this.#isTerminal)
      this.#say(`attached; ${this.#options.escape === "none" ? "no escape character" : "~? helps"}`);
    if (!connected) this.#say(`${address} is not connected yet; what you type is lost until it is`);
    this.#raw(true);
    process.on("SIGCONT", () => this.#raw(true));
    void this.#send().catch((error) => {
      this.#failure = error;
      this.#control.close();
    });
  }

  async #show(output: AsyncIterable<{ readonly data: string; readonly lost: number }>): Promise<void> {
    for await (const { data, lost } of output) {
      if (lost > 0) this.#say(`${lost} bytes of output were lost`);
      const bytes = Buffer.from(data, "base64");
      const hasRoom = process.stdout.write(bytes);
      if (this.#awaited?.isIn(bytes)) return this.#control.close();
      if (hasRoom) continue;
      await new Promise((resolve) => process.stdout.once("drain", resolve).once("error", resolve));
    }
  }

  async #send(): Promise<void> {
    for await (const bytes of this.#input) {
      for (const typed of this.#escape.take(bytes)) {
        if ("data" in typed) await this.#type(typed.data);
        else await this.#act(typed.action);
      }
    }
  }

  async #type(data: Uint8Array): Promise<void> {
    for (let rest = Buffer.from(data); rest.length > 0; ) {
      const piece = rest.subarray(0, PIECE_BYTES).toString("base64");
      const { accepted } = await this.#control.call("serial.write", { ...this.#meant, data: piece });
      rest = rest.subarray(accepted);
    }
  }

  async #act(action: ConsoleAction): Promise<void> {
    if (action === "end") this.#control.close();
    if (action === "help") for (const key of KEYS) this.#say(key.replaceAll("~", this.#options.escape));
    if (action === "suspend") {
      this.#raw(false);
      process.kill(process.pid, "SIGTSTP");
    }
    if (action === "break") {
      await this.#control.call("serial.break", this.#meant).catch((error: Error) => this.#say(error.message));
    }
  }

  #raw(raw: boolean): void {
    if (this.#isTerminal) this.#input.setRawMode?.(raw);
  }

  /** Prints a line of our own. A raw terminal needs the carriage return. */
  #say(text: string): void {
    process.stderr.write(this.#isTerminal ? `\r\n[extern-bmc: ${text}]\r\n` : `extern-bmc: ${text}\n`);
  }
}

const PIECE_BYTES = 4096;
