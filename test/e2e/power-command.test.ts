/** One program for the chassis, called by ipmi_sim (chassis_control) and by the daemon (power.command): the same calls. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { type LanClient, lanClient, lanClientAt } from "../support/lan/lan-clients.ts";
import { startIpmiSim } from "../support/peers/ipmi-sim.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

/** The machine is a file, whose content is its power. It has no ACPI power button. */
const SCRIPT = `#!/bin/sh
state=$1 op=$2
shift 2
case $op in
get) for name; do echo "$name:$(cat "$state")"; done ;;
set)
  while [ $# -gt 1 ]; do
    echo "$1 $2" >>"$state.calls"
    case $1 in
    power) echo "$2" >"$state" ;;
    reset | identify) ;;
    *) echo "Invalid parameter: $1"; exit 1 ;;
    esac
    shift 2
  done ;;
esac
`;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "extern-bmc-chassis-"));
  await writeFile(join(directory, "chassis.sh"), SCRIPT);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

interface Bmc {
  readonly power: (action: string) => Promise<string>;
  readonly identify: (how: string) => Promise<string>;
  setState(state: "0" | "1"): Promise<void>;
  calls(): Promise<readonly string[]>;
  stop(): Promise<unknown>;
}

async function bmcAt(state: string, client: LanClient, stop: () => Promise<unknown>): Promise<Bmc> {
  return {
    power: (action) => client.ipmitool(["-I", "lanplus", "-C", "3", "chassis", "power", action]),
    identify: (how) => client.ipmitool(["-I", "lanplus", "-C", "3", "chassis", "identify", how]),
    setState: (power) => writeFile(state, power),
    calls: async () => (await readFile(`${state}.calls`, "utf8").catch(() => "")).trim().split("\n"),
    stop,
  };
}

const PEERS: readonly (readonly [string, () => Promise<Bmc>])[] = [
  [
    "ipmi_sim",
    async () => {
      const state = join(directory, "ipmi_sim");
      await writeFile(state, "0");
      const chassisControl = `sh ${directory}/chassis.sh ${state}`;
      const peer = await startIpmiSim({ lan: true, admin: true, chassisControl });
      return bmcAt(state, lanClient(peer.port), () => peer.stop());
    },
  ],
  [
    "the daemon",
    async () => {
      const state = join(directory, "daemon");
      await writeFile(state, "0");
      const daemon = await startTestDaemon({
        config: `{ listen: [], lan: { listen: "udp:127.0.0.1:0" }, power: { poll: 200ms,
          command: "sh ${directory}/chassis.sh ${state}" }, users: { accounts: [{ id: 2, name: admin, password: secret }] } }`,
      });
      return bmcAt(state, lanClientAt(daemon.address("udp:")), () => daemon.stop());
    },
  ],
];

describe.each(PEERS)("%s", (_name, start) => {
  let bmc: Bmc;
  beforeAll(async () => {
    bmc = await start();
  });
  afterAll(() => bmc?.stop());

  it("reads the power state, and calls the program for each action", async () => {
    expect(await bmc.power("status")).toBe("Chassis Power is off");
    await bmc.power("on");
    expect(await bmc.power("status")).toBe("Chassis Power is on");
    await bmc.power("reset");
    await bmc.power("cycle");
    const calls = ["power 1", "reset 1", "power 0", "power 1"];
    await vi.waitFor(async () => expect(await bmc.calls()).toEqual(calls), PATIENCE);
    await bmc.power("off");
    expect(await bmc.calls()).toEqual([...calls, "power 0"]);
  });

  it("follows a machine that switches itself on", async () => {
    await bmc.setState("1");
    await vi.waitFor(async () => expect(await bmc.power("status")).toBe("Chassis Power is on"), PATIENCE);
  });

  it("tells the client that the program failed", async () => {
    expect(await bmc.power("soft")).toContain("Unspecified error");
  });

  it("calls the program when the identify light is switched", async () => {
    const identified = async () => (await bmc.calls()).filter((call) => call.startsWith("identify"));
    const calls: string[] = [];
    for (const [how, call] of [
      ["5", "identify 5 0"],
      ["force", "identify 0 1"],
      ["0", "identify 0 0"],
    ] as const) {
      await bmc.identify(how);
      calls.push(call);
      await vi.waitFor(async () => expect(await identified()).toEqual(calls), PATIENCE);
    }
  });
});
