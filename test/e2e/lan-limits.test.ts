/** Limits of the LAN door as clients meet them: lock-out, session slots, idle time-out, and a machine that is removed. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import { type Control, connect } from "../../src/control/client.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { type LanClient, lanClient } from "../support/lan/lan-clients.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const CONFIG = `
users: { accounts: [{ id: 2, name: admin, password: secret }, { id: 3, name: other, password: second }] }
machines:
  - { name: guarded, listen: [], lan: { listen: "udp:127.0.0.1:0", revealUserNames: true } }
  - { name: small, listen: [], lan: { listen: "udp:127.0.0.1:0", sessions: { maximum: 2 } } }
  - { name: idle, listen: [], lan: { listen: "udp:127.0.0.1:0", sessions: { maximum: 1, idleTimeout: 4s } } }
  - { name: crowded, listen: [], lan: { listen: "udp:127.0.0.1:0", sessions: { maximum: 63 } } }
  - { name: removed, listen: [], lan: { listen: "udp:127.0.0.1:0" } }
`;

let daemon: TestDaemon;
let control: Control;
const clients = new Map<string, LanClient>();
beforeAll(async () => {
  daemon = await startTestDaemon({ config: CONFIG });
  control = await connect(daemon.control);
  const { machines } = await control.call("doors", {});
  for (const { name, lan } of machines) if (lan) clients.set(name, lanClient(lan.port));
});
afterAll(async () => {
  await control?.[Symbol.asyncDispose]();
  await daemon?.stop();
});

function clientOf(machine: string): LanClient {
  const client = clients.get(machine);
  if (!client) throw new Error(`${machine} has no LAN door`);
  return client;
}

/** One session of ipmitool, open until the shell ends. */
class OpenShell {
  readonly #child: ChildProcessWithoutNullStreams;
  #output = "";

  private constructor({ port }: LanClient) {
    const door = ["-I", "lanplus", "-C", "3", "-H", "127.0.0.1", "-p", `${port}`, "-U", "admin", "-P", "secret"];
    this.#child = spawn("ipmitool", [...door, "-R", "1", "-N", "1", "shell"]);
    onTestFinished(() => void this.#child.kill());
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.on("data", (bytes: Buffer) => {
        this.#output += bytes.toString();
      });
    }
  }

  /** Resolves when its session is open. */
  static async start(client: LanClient): Promise<OpenShell> {
    const shell = new OpenShell(client);
    await shell.prints("chassis power status", "Chassis Power is on");
    return shell;
  }

  /** Runs a command that prints this. */
  async prints(command: string, text: string): Promise<void> {
    this.#output = "";
    this.#child.stdin.write(`${command}\n`);
    await vi.waitFor(() => expect(this.#output).toContain(text), PATIENCE);
  }

  /** Closes its session. */
  async end(): Promise<void> {
    const closed = new Promise((resolve) => this.#child.once("close", resolve));
    this.#child.stdin.end("exit\n");
    await closed;
  }
}

const STATUS = ["-I", "lanplus", "-C", "3", "-R", "1", "chassis", "power", "status"];
const IS_ON = "Chassis Power is on";

it("three wrong passwords lock the user out, which the list of users shows, until the access is given back", async () => {
  const client = clientOf("guarded");
  const other = { user: "other", password: "second" };
  const asOther = (...args: string[]) => client.ipmitool(["-I", "lanplus", "-C", "3", ...args], other);
  await asOther("lan", "set", "1", "bad_pass_thresh", "3", "1", "6", "0");
  const messaging = async () => /^2 +admin +\S+ +\S+ +(\S+)/m.exec(await asOther("user", "list", "1"))?.[1];
  expect(await messaging()).toBe("true");
  for (let attempt = 0; attempt < 3; attempt++) {
    const wrong = { password: "wrong" };
    expect(await client.ipmitool(["-I", "lan", "-R", "1", "-N", "1", "mc", "info"], wrong)).toMatch(/^failed/);
  }
  expect(await messaging()).toBe("false");
  expect(await client.ipmitool(["-v", ...STATUS])).toContain("unauthorized name");
  expect(await client.freeipmi("ipmipower", ["-D", "LAN_2_0", "--stat"])).toContain("username invalid");
  const unknown = { user: "nobody" };
  expect(await client.ipmitool(["-v", ...STATUS], unknown)).toContain("unauthorized name");
  expect(await client.freeipmi("ipmipower", ["-D", "LAN_2_0", "--stat"], unknown)).toContain("username invalid");
  expect(await client.freeipmi("ipmipower", ["-D", "LAN", "--stat"], unknown)).toContain("username invalid");
  await asOther("channel", "setaccess", "1", "2", "ipmi=on");
  expect(await client.ipmitool(STATUS)).toBe(IS_ON);
});

it("a client is refused while all session slots are in use, and gets the one that is closed", async () => {
  const client = clientOf("small");
  const [first] = [await OpenShell.start(client), await OpenShell.start(client)];
  expect(await client.ipmitool(["-v", ...STATUS])).toContain("insufficient resources for session");
  expect(await client.freeipmi("ipmipower", ["-D", "LAN_2_0", "--stat"])).toContain("BMC busy");
  expect(await client.freeipmi("ipmipower", ["-D", "LAN", "--stat"])).toContain("BMC busy");
  await first.end();
  expect(await client.ipmitool(STATUS)).toBe(IS_ON);
});

it("32 runs of ipmitool at once get their sessions", async () => {
  const client = clientOf("crowded");
  // On a busy machine ipmitool would not wait long enough for its turn.
  const all = await Promise.all(Array.from({ length: 32 }, () => client.ipmitool(["-N", "20", ...STATUS])));
  expect(all).toEqual(all.map(() => IS_ON));
});

it("a session without a packet ends after the idle time-out, and its slot is free", async () => {
  const client = clientOf("idle");
  const shell = await OpenShell.start(client);
  await vi.waitFor(async () => expect(await client.ipmitool(STATUS)).toBe(IS_ON), PATIENCE);
  await shell.prints("chassis power status", "Unable to get Chassis Power Status");
});

it("a machine that is removed leaves its clients without an answer, and the others' sessions open", async () => {
  const [orphan, neighbor] = [await OpenShell.start(clientOf("removed")), await OpenShell.start(clientOf("small"))];
  await control.call("machine.remove", { machine: "removed" });
  await orphan.prints("chassis power status", "Unable to get Chassis Power Status");
  await neighbor.prints("chassis power status", IS_ON);
  await neighbor.end();
});
