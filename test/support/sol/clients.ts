/** The SOL clients of Debian as programs on a terminal. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, vi } from "vitest";
import { PATIENCE } from "../waiting/patience.ts";

const PYGHMI = fileURLToPath(new URL("pyghmi-console.py", import.meta.url));
export const USER = { name: "admin", password: "secret" } as const;

export interface SolDoor {
  readonly host: string;
  readonly port: number;
}

/** A loopback address that no other test has, as ipmiconsole refuses high ports, such as 40000. */
export function ownDoor(): SolDoor {
  const [a, b, c] = crypto.getRandomValues(new Uint8Array(3));
  return { host: `127.${a}.${b}.${Math.max(1, (c ?? 1) % 255)}`, port: 6230 };
}

export interface SolClient {
  readonly name: string;
  /** Command line for the shell. pyghmi chooses the cipher suite itself. */
  command(door: SolDoor, cipherSuite: number): string;
  /** Text that shows that the session is active. */
  readonly active: string;
  /** Keys that send a break; absent: no test asks for one. */
  readonly breakKeys?: string;
  /** Keys that end it; undefined: the end of its input does. */
  readonly end: string | undefined;
  /** Number of characters that it takes while its terminal shows none; undefined: it does not take more than the terminal. */
  readonly room?: number;
  /** Number of keys that it takes at once; undefined: any. */
  readonly keys?: number;
}

export const SOL_CLIENTS: readonly SolClient[] = [
  {
    name: "ipmitool",
    command: ({ host, port }, suite) =>
      `ipmitool -I lanplus -C ${suite} -H ${host} -p ${port} -U ${USER.name} -P ${USER.password} sol activate`,
    active: "[SOL Session operational.",
    breakKeys: "\r~B",
    end: "\r~.",
  },
  {
    name: "ipmiconsole",
    command: ({ host, port }, suite) =>
      `ipmiconsole -h ${host}:${port} -u ${USER.name} -p ${USER.password} -I ${suite}`,
    active: "[SOL established]",
    breakKeys: "&B",
    end: "&.",
    // It acknowledges all characters, keeps 16 KiB while its terminal does not run, and then ends with "internal error".
    room: 12 * 1024,
    keys: 2 * 1024,
  },
  {
    name: "pyghmi",
    command: ({ host, port }) =>
      `stty raw -echo; /usr/bin/python3 ${PYGHMI} ${host} ${port} ${USER.name} ${USER.password} 2>&1`,
    active: "",
    breakKeys: "\x1d",
    end: undefined,
    keys: 2 * 1024,
  },
];

export class RunningClient {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #client: SolClient;
  #output = "";

  /** Starts a client, and resolves when its session is active. */
  static async start(client: SolClient, door: SolDoor, cipherSuite = 3): Promise<RunningClient> {
    const running = new RunningClient(client, client.command(door, cipherSuite));
    if (client.active) await running.prints(client.active);
    return running;
  }

  private constructor(client: SolClient, command: string) {
    this.#client = client;
    this.#child = spawn("script", ["-qefc", command, "/dev/null"]);
    onTestFinished(() => void this.#child.kill());
    this.#child.stdout.on("data", (bytes: Buffer) => {
      this.#output += bytes.toString("latin1");
    });
  }

  /** Everything that it has printed. */
  get output(): string {
    return this.#output;
  }

  type(text: string): void {
    this.#child.stdin.write(Buffer.from(text, "latin1"));
  }

  /** Resolves when it has printed this. */
  async prints(text: string): Promise<void> {
    await vi.waitFor(() => expect(this.#output).toContain(text), PATIENCE);
  }

  /** Ends it by its keys. */
  async end(): Promise<void> {
    const closed = new Promise((resolve) => this.#child.once("close", resolve));
    if (this.#client.end === undefined) this.#child.kill();
    else this.type(this.#client.end);
    await closed;
  }
}
