/** The compared Redfish servers, each on the servers' core: our doors, and sushy-emulator with its fake driver. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startTestDaemon } from "../test/support/daemon/daemon.ts";
import { freePort } from "../test/support/doors/free-port.ts";
import { pin, SERVER_CORE } from "./cores.ts";
import { ADMIN } from "./lan-servers.ts";
import { cpuMs, cpuMsWithEnded } from "./process-figures.ts";

export interface RedfishServer {
  readonly name: string;
  readonly pid: number;
  /** Processor time so far. */
  cpuMs(): number;
  /** With its scheme, without a path. */
  readonly url: string;
  /** Paths of the system, of its sensors, and of the sessions; the emulator has no sensors and no sessions. */
  readonly system: string;
  readonly sensors?: string;
  readonly sessions?: string;
}

export interface RedfishServers {
  readonly all: readonly RedfishServer[];
  /** Sentences about this run. */
  readonly notes: readonly string[];
  stop(): Promise<unknown>;
}

/** QEMU's first bytes: it can do everything. */
const GREETING = Uint8Array.of(0xff, 0x01, 0xa1, 0x08, 0x3f, 0xa1);
/** Tries, ten a second, until the emulator answers. */
const MAX_TRIES = 300;
const FAKE_SYSTEM = "27946b59-9e44-4fa7-8e91-f3527a1ef094";

/** `emulator`: the command of sushy-emulator. Sockets are in `directory`. */
export async function startRedfishServers(directory: string, emulator: string): Promise<RedfishServers> {
  const [ours, theirs] = [await startOurs(directory), await startTheirs(emulator)];
  const all = [...ours.all, ...(theirs?.all ?? [])];
  for (const { pid } of all) pin(pid, SERVER_CORE);
  const notes = theirs ? [] : [`sushy-emulator is not compared: "${emulator}" does not run here.`];
  return { all, notes, stop: () => Promise.all([ours.stop(), theirs?.stop()]) };
}

/** One daemon with a machine for each kind of door, of 61 sensors each. */
async function startOurs(directory: string): Promise<Omit<RedfishServers, "notes">> {
  const names = ["http", "https"] as const;
  const socket = (name: string) => join(directory, `${name}.sock`);
  const config = JSON.stringify({
    ...{ extends: "server", log: { level: "warn" }, users: { accounts: [ADMIN] } },
    sharedRedfish: { listen: "http:127.0.0.1:0" },
    machines: names.map((name) => ({
      ...{ name, listen: [`unix:${socket(name)}`], redfish: { listen: `${name}:127.0.0.1:0` } },
    })),
  });
  const daemon = await startTestDaemon({ config });
  const guests = names.map((name) => connect(socket(name)));
  for (const guest of guests) {
    // The daemon ends first.
    guest.on("error", () => {}).resume();
    guest.write(GREETING);
  }
  const pid = daemon.process.pid ?? 0;
  const server = (name: string, address: string, id: string): RedfishServer => ({
    ...{ name: `extern-bmc, ${name}`, pid, url: address.replace(":", "://"), cpuMs: () => cpuMs(pid) },
    system: `/redfish/v1/Systems/${id}`,
    sensors: `/redfish/v1/Chassis/${id}/Sensors?$expand=.`,
    sessions: "/redfish/v1/SessionService/Sessions",
  });
  const all = [
    server("http", daemon.address("http:"), "1"),
    server("https", daemon.address("https:"), "1"),
    server("shared door", daemon.addresses.findLast((each) => each.startsWith("http:")) ?? "", "http"),
  ];
  return { all, stop: () => daemon.stop() };
}

/** Undefined: it cannot be run. */
async function startTheirs(emulator: string): Promise<Omit<RedfishServers, "notes"> | undefined> {
  const [program = "", ...args] = emulator.split(" ");
  if (spawnSync(program, [...args, "--help"]).status !== 0) return undefined;
  const port = await freePort();
  const options = { stdio: "ignore" } as const;
  const child = spawn(program, [...args, "--fake", "-i", "127.0.0.1", "-p", `${port}`], options);
  const ended = once(child, "exit");
  const url = `http://127.0.0.1:${port}`;
  const system = `/redfish/v1/Systems/${FAKE_SYSTEM}`;
  const isUp = () =>
    fetch(`${url}${system}`).then(
      ({ ok }) => ok,
      () => false,
    );
  for (let n = 0; n < MAX_TRIES && child.exitCode === null && !(await isUp()); n++) await sleep(100);
  const stop = () => {
    child.kill();
    return ended;
  };
  const pid = child.pid ?? 0;
  // Each request has a thread of its own.
  return { all: [{ name: "sushy-emulator", pid, cpuMs: () => cpuMsWithEnded(pid), url, system }], stop };
}
