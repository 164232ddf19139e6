/** Noises beside which a quiet machine is measured, and the daemons that they disturb. */
import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { defaultQemu } from "../src/cli/options/qemu-option.ts";
import { haltingBios } from "../src/lab/qemu/halting-bios.ts";
import { encodeMessage } from "../src/wire/vm-message.ts";
import type { TestDaemon } from "../test/support/daemon/daemon.ts";
import { PLACEMENTS, pin, SERVER_CORE } from "./cores.ts";
import { ADMIN } from "./lan-servers.ts";
import { getDeviceId } from "./traffic.ts";

/** The core of the client that measures, and of the noises. */
export const CLIENT_CORE = PLACEMENTS.at(-1)?.clientCore ?? SERVER_CORE;

/** Doors of the quiet machine and the noisy one. */
export type Doors = "Unix" | "TCP" | "LAN";

export interface Noise {
  readonly doors: Doors;
  /** Whether bare-server.ts is measured instead of a daemon. */
  readonly isBare?: boolean;
  /** Position of the noisy door in the ready line, from its end if negative. Default: 1, after the quiet machine's. */
  readonly door?: number;
  /** Settings of the noisy machine. */
  readonly settings?: object;
  /** Settings of the daemon. */
  readonly all?: object;
  /** Starts the noise at the noisy machine's door. */
  start(door: string): Promise<ChildProcess>;
}

/** mov al, FEh; out 64h, al; hlt: resets the machine by its keyboard controller. */
const RESET_LOOP = [0xb0, 0xfe, 0xe6, 0x64, 0xf4];

/** Returns the noises; their files are in `directory`. */
export function noisesIn(directory: string): Readonly<Record<string, Noise>> {
  const qmp = join(directory, "qmp.sock");
  const stored = { state: { directory: join(directory, "state"), durability: "power" } };
  const redfish = { redfish: { listen: "http:127.0.0.1:0" }, users: { accounts: [ADMIN] } };
  const shared = { sharedRedfish: { listen: "http:127.0.0.1:0" } };
  const collection = Buffer.from("/redfish/v1/Systems");
  const resets = { doors: "Unix", settings: { qmp: `unix:${qmp}` }, start: () => resetLoop(directory, qmp) } as const;
  return {
    none: { doors: "Unix", start: () => noise("none") },
    "reset loop": resets,
    "reset loop, stored": { ...resets, all: stored },
    "Get Device ID": { doors: "Unix", start: (door) => noise("requests", door, getDeviceId(1)) },
    "Add SEL Entry, stored": { doors: "Unix", all: stored, start: (door) => noise("requests", door, addSelEntry()) },
    "connections, Unix": { doors: "Unix", start: (door) => noise("connections", door) },
    "GET, Redfish": { doors: "Unix", settings: redfish, door: 2, start: (door) => noise("redfish", door) },
    "GET, Redfish, bare Node": { doors: "Unix", isBare: true, door: 2, start: (door) => noise("redfish", door) },
    "none, TCP": { doors: "TCP", start: () => noise("none") },
    "Get Device ID, TCP": { doors: "TCP", start: (door) => noise("requests", door, getDeviceId(1)) },
    "connections, TCP": { doors: "TCP", start: (door) => noise("connections", door) },
    "connections, TCP, bare Node": { doors: "TCP", isBare: true, start: (door) => noise("connections", door) },
    "none, LAN": { doors: "LAN", start: () => noise("none") },
    "datagrams, LAN": { doors: "LAN", start: (door) => noise("datagrams", door) },
    "Get Device ID, LAN": { doors: "LAN", start: (door) => noise("session", door) },
    "log-ins, LAN": { doors: "LAN", start: (door) => noise("logIns", door) },
    "GET of all, shared Redfish": {
      ...{ doors: "LAN", all: shared, door: -1 },
      start: (door) => noise("redfish", door, collection),
    },
  };
}

/** Returns the path or the port of a door. */
export function targetOf(address: string): string {
  return address.startsWith("unix:") ? address.slice("unix:".length) : (address.split(":").at(-1) ?? "");
}

/** The address of the noisy machine's door. */
export function noisyDoor({ addresses }: Pick<TestDaemon, "addresses">, { door = 1 }: Noise): string {
  return targetOf(addresses.at(door) ?? "");
}

async function noise(kind: string, door = "", request: Uint8Array = new Uint8Array()): Promise<ChildProcess> {
  const script = join(import.meta.dirname, "noise.ts");
  const args = [script, kind, door, Buffer.from(request).toString("hex")];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  pin(child.pid ?? 0, CLIENT_CORE);
  // Its start.
  await sleep(1500);
  return child;
}

async function resetLoop(directory: string, qmp: string): Promise<ChildProcess> {
  const bios = join(directory, "bios.bin");
  const image = haltingBios();
  image.set(RESET_LOOP, image.length - 16);
  writeFileSync(bios, image);
  const machine = ["-machine", "pc", "-accel", "tcg", "-nodefaults", "-display", "none", "-bios", bios];
  const qemu = [defaultQemu(), ...machine, "-qmp", `unix:${qmp},server=on,wait=off`];
  const child = spawn("nice", ["-n", "10", "taskset", "--cpu-list", `${CLIENT_CORE}`, ...qemu], { stdio: "inherit" });
  // The daemon dials QMP once a second.
  await sleep(1500);
  return child;
}

function addSelEntry(): Uint8Array {
  const data = Uint8Array.of(0, 0, 0x02, 0, 0, 0, 0, 0x20, 0, 0x04, 0x01, 0x00, 0x01, 0x59, 0x00, 0x00);
  return encodeMessage({ id: 1, netFn: 0x0a, lun: 0, cmd: 0x44, data });
}
