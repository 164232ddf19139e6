/** OpenIPMI's ipmi_sim (Debian package openipmi) as a peer to compare with: its VM codec on a TCP port of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PATIENCE } from "../waiting/patience.ts";

/** A running ipmi_sim. It serves one connection at a time and closes a second one without a word. */
export interface IpmiSim {
  /** On 127.0.0.1. */
  readonly port: number;
  readonly pid: number;
  /** Output so far: a line for every frame it dropped. */
  stderr(): string;
  /** Kills it and removes its directory. Safe to call twice. */
  stop(): Promise<void>;
}

export interface IpmiSimOptions {
  /** Its command file (ipmi_sim_cmd(5)); left out: a BMC at 20h without SEL, FRU device and sensors. */
  readonly controller?: string;
  /** Whether channel 1 is a LAN: a UDP port of 127.0.0.1. */
  readonly lan?: boolean;
  /** Whether an administrator, `admin` with the password `secret`, can log in there. */
  readonly admin?: boolean;
  /** Its program for the chassis; see ipmi_lan(5), chassis_control. */
  readonly chassisControl?: string;
  /** TCP port of the serial port that its SOL connects to. */
  readonly serialPort?: number;
}

const START_TIMEOUT_MS = PATIENCE.timeout;
const POLL_INTERVAL_MS = 2;
/** Another process can take the port between our check and ipmi_sim's bind. Three times in a row has another cause. */
const PORT_ATTEMPTS = 3;

/** A BMC at 20h without sensors: the controller of ipmi_sim's own sample configuration. */
const CONTROLLER = `\
mc_setbmc 0x20
mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr
mc_enable 0x20
`;

/** Lines of a LAN channel without which ipmi_sim ends at the first log-in. */
const LOG_IN = "allowed_auths_admin none md2 md5 straight\nguid a123456789abcdefa123456789abcdef\n";

/** Starts ipmi_sim and resolves once it listens. Rejects with its output if it ends first or takes over 5 s. */
export async function startIpmiSim(options: IpmiSimOptions = {}): Promise<IpmiSim> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOn(await freePort(), options);
    } catch (error) {
      if (attempt === PORT_ATTEMPTS || !String(error).includes("Address already in use")) throw error;
    }
  }
}

async function startOn(port: number, options: IpmiSimOptions): Promise<IpmiSim> {
  const { controller = CONTROLLER, lan, admin, chassisControl, serialPort } = options;
  const directory = await mkdtemp(join(tmpdir(), "ipmi-sim-"));
  const lanConf = join(directory, "lan.conf");
  const commands = join(directory, "bmc.emu");
  const logIn = admin ? LOG_IN : "";
  const channel1 = lan ? `startlan 1\naddr 127.0.0.1 ${port}\npriv_limit admin\n${logIn}endlan\n` : "";
  const users = admin ? 'user 2 true "admin" "secret" admin 10 none md2 md5 straight\n' : "";
  const chassis = chassisControl === undefined ? "" : `chassis_control "${chassisControl}"\n`;
  const sol = serialPort === undefined ? "" : `sol "tcp:127.0.0.1:${serialPort}" 115200\n`;
  await writeFile(
    lanConf,
    `name "peer"\nset_working_mc 0x20\n${channel1}${chassis}${sol}serial 15 127.0.0.1 ${port} codec VM\n${users}`,
  );
  await writeFile(commands, controller);

  const args = ["--nostdio", "--config-file", lanConf, "--command-file", commands, "--state-dir", directory];
  const child = spawn("ipmi_sim", args, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.on("error", (error) => {
    said += error.message;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const closed = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const stop = async () => {
    child.kill("SIGKILL");
    await closed;
    await rm(directory, { recursive: true, force: true });
  };

  try {
    await untilListening(port, child);
  } catch (error) {
    await stop();
    throw new Error(`ipmi_sim: ${said}`, { cause: error });
  }
  return { port, pid: child.pid ?? 0, stderr: () => said, stop };
}

/** Reads the kernel's table instead of connecting: a probe would take ipmi_sim's only slot. */
async function untilListening(port: number, child: ChildProcess): Promise<void> {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  // Local and remote address, state, queues, timer, retransmits, user, time-out, inode.
  const listening = new RegExp(`^\\s*\\d+: ${local} \\S+ 0A \\S+ \\S+ \\S+ +\\d+ +\\d+ (\\d+)`, "m");
  for (let waitedMs = 0; waitedMs < START_TIMEOUT_MS; waitedMs += POLL_INTERVAL_MS) {
    const inode = listening.exec(await readFile("/proc/net/tcp", "utf8"))?.[1];
    if (inode !== undefined && (await hasSocket(child.pid ?? 0, inode))) return;
    if (child.exitCode !== null || child.signalCode !== null) throw new Error("it ended before it listened");
    await sleep(POLL_INTERVAL_MS);
  }
  throw new Error(`it does not listen on port ${port} after ${START_TIMEOUT_MS} ms`);
}

/**
 * Whether a process has the socket. If two starts get the same free port, one ipmi_sim listens there and the other ends,
 * and only this tells which is which.
 */
async function hasSocket(pid: number, inode: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const fds = await readdir(folder).catch(() => []);
  const targets = await Promise.all(fds.map((fd) => readlink(join(folder, fd)).catch(() => "")));
  return targets.includes(`socket:[${inode}]`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("a TCP listener without a port");
  return address.port;
}
