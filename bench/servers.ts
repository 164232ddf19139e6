/** The compared servers, each in its own process and on its own doors. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { VmMessage } from "../src/wire/vm-message.ts";
import { startTestDaemon } from "../test/support/daemon/daemon.ts";
import { startIpmiSim } from "../test/support/peers/ipmi-sim.ts";
import { Client, type Target } from "./client.ts";
import { pin, SERVER_CORE } from "./cores.ts";
import { compile } from "./gcc.ts";
import { openClient, type PinnedClient } from "./pinned-client.ts";
import { answersAlways, answersLike, type Cycle, ECHO_ANSWER } from "./traffic.ts";

const RECONNECT_MS = 100;

/** One server at one door, connected. */
export interface Contestant {
  readonly server: "extern-bmc" | "ipmi_sim" | "echo";
  readonly door: "tcp" | "unix";
  readonly client: PinnedClient;
}

interface Running {
  readonly server: Contestant["server"];
  readonly pid: number | undefined;
  readonly targets: readonly (readonly [Contestant["door"], Target])[];
  stop(): Promise<unknown>;
}

/**
 * Starts every server on its core, connects to every door, calls `use`, and always stops everything afterward. `clientName`
 * is the language of the client.
 */
export async function withContestants<T>(
  use: (contestants: readonly Contestant[], clientName: "C" | "Node") => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), "extern-bmc-bench-"));
  const running: Running[] = [];
  const contestants: Contestant[] = [];
  try {
    for (const start of [startOurs, startTheirs, startEcho]) running.push(await start(directory));
    const program = compile("client", directory);
    for (const { server, pid, targets } of running) {
      if (pid !== undefined) pin(pid, SERVER_CORE);
      for (const [door, target] of targets) {
        const answers = await answersOf(server, door, target);
        const client = await openClient(program, target, answers, directory, `${server}-${door}`);
        contestants.push({ server, door, client });
      }
    }
    return await use(contestants, program === undefined ? "Node" : "C");
  } finally {
    for (const { client } of contestants) client.close();
    for (const { stop } of running) await stop();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Asks once, on a connection of its own, and returns the answer for every message id. */
async function answersOf(server: Contestant["server"], door: string, target: Target): Promise<Cycle> {
  const { client, answer } = await Client.open(target);
  client.close();
  if (!isDeviceId(answer)) throw new Error(`${server} (${door}) answered no device id but ${JSON.stringify(answer)}`);
  // ipmi_sim refuses a connection until it has seen the end of the previous one.
  await sleep(RECONNECT_MS);
  return server === "echo" ? answersAlways(ECHO_ANSWER) : answersLike(answer);
}

/** Whether an answer has the completion code and the 11 bytes of §20.1, or 15 with the auxiliary firmware revision. */
function isDeviceId({ netFn, cmd, data }: VmMessage): boolean {
  return netFn === 0x07 && cmd === 0x01 && data[0] === 0 && (data.length === 12 || data.length === 16);
}

async function startOurs(directory: string): Promise<Running> {
  const path = join(directory, "bmc.sock");
  const daemon = await startTestDaemon({ args: ["--listen", "tcp:127.0.0.1:0", "--listen", `unix:${path}`] });
  const port = Number(daemon.address("tcp:").split(":").at(-1));
  return { server: "extern-bmc", pid: daemon.process.pid, targets: both(port, path), stop: () => daemon.stop() };
}

/** Starts ipmi_sim, which has no Unix socket. */
async function startTheirs(): Promise<Running> {
  const { port, pid, stop } = await startIpmiSim();
  return { server: "ipmi_sim", pid, targets: [["tcp", { port, host: "127.0.0.1" }]], stop };
}

async function startEcho(directory: string): Promise<Running> {
  const path = join(directory, "echo.sock");
  const script = fileURLToPath(new URL("echo-server.ts", import.meta.url));
  const child = spawn(process.execPath, [script, Buffer.from(ECHO_ANSWER).toString("hex"), path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const [line] = await Promise.race([once(child.stdout, "data"), exited.then(() => [""])]);
  const stop = async () => {
    child.kill();
    await exited;
  };
  return { server: "echo", pid: child.pid, targets: both(Number(line), path), stop };
}

function both(port: number, path: string): Running["targets"] {
  return [
    ["tcp", { port, host: "127.0.0.1" }],
    ["unix", { path }],
  ];
}
