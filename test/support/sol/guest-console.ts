/** A log-in on the console of a Linux guest, and a shell behind it, as a SOL client shows them. */
import { expect } from "vitest";
import type { LinuxGuest } from "../guest/linux-guest.ts";
import { PATIENCE } from "../waiting/patience.ts";
import type { RunningClient } from "./clients.ts";

const OPERATOR = { name: "operator", password: "correct horse" } as const;
/** An account with a password, and getty, which starts again when a session ends. The kernel prints no messages. */
const LOG_IN = `
dmesg -n 1
echo '${OPERATOR.name}:x:1000:1000::/tmp:/bin/sh' >>/etc/passwd
echo '${OPERATOR.name}:x:1000:' >>/etc/group
echo "${OPERATOR.name}:$(mkpasswd -m sha512 '${OPERATOR.password}'):1::::::" >>/etc/shadow
while :; do setsid getty -L ttyS0 115200 vt100; done </dev/null >/dev/null 2>&1 &`;
const PROMPT = "$ ";
/** Time between two empty lines that ask for the prompt of getty. */
const ASK_MS = 300;

/** Puts getty on the first serial port. */
export async function offerLogIn(guest: LinuxGuest): Promise<void> {
  const { exitCode, stderr } = await guest.run(LOG_IN);
  expect(exitCode, stderr).toBe(0);
}

export class GuestConsole {
  readonly #client: RunningClient;
  /** Length of the output before what is expected next. */
  #seen = 0;

  private constructor(client: RunningClient) {
    this.#client = client;
  }

  /** Types the name and the password of the account. */
  static async logIn(client: RunningClient): Promise<GuestConsole> {
    const console = new GuestConsole(client);
    // getty may have printed its prompt before the session.
    const ask = () => {
      client.type("\r");
      return client.output;
    };
    await expect.poll(ask, { ...PATIENCE, interval: ASK_MS }).toContain("login: ");
    client.type(`${OPERATOR.name}\r`);
    await console.until("Password: ");
    client.type(`${OPERATOR.password}\r`);
    await console.until(PROMPT);
    return console;
  }

  /** Runs a command, which must succeed. Returns its output, with the line ends of a terminal. */
  async run(command: string): Promise<string> {
    await this.start(command);
    return this.finish();
  }

  /** Types a command. */
  async start(command: string): Promise<void> {
    const line = `${command}; echo =$?=`;
    this.#client.type(`${line}\r`);
    await this.until(`${line}\r\n`);
  }

  /** Returns the output of the command that was started, when it has ended. */
  async finish(): Promise<string> {
    const output = await this.until("=0=\r\n");
    await this.until(PROMPT);
    return output;
  }

  /** Ends the shell. getty asks for a name again. */
  async logOut(): Promise<void> {
    this.#client.type("exit\r");
    await this.until("login: ");
  }

  /** Returns the output up to this text, when it has come. */
  async until(text: string): Promise<string> {
    const end = () => this.#client.output.indexOf(text, this.#seen);
    await expect.poll(end, PATIENCE).toBeGreaterThanOrEqual(0);
    const output = this.#client.output.slice(this.#seen, end());
    this.#seen = end() + text.length;
    return output;
  }
}
