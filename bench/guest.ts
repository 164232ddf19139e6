/** Benchmark of 300 requests of ipmitool in a Linux guest, against ipmi_sim and QEMU's own BMC. See README.md. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { defaultQemu } from "../src/cli/options/qemu-option.ts";
import { startTestDaemon } from "../test/support/daemon/daemon.ts";
import { bootGuestWithBmc, loadIpmiDrivers } from "../test/support/guest/guest-with-bmc.ts";
import { LinuxGuest } from "../test/support/guest/linux-guest.ts";
import { startIpmiSim } from "../test/support/peers/ipmi-sim.ts";
import { startBareServer } from "./bare-node.ts";
import { compile } from "./gcc.ts";
import { loadNow, report } from "./report.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "15" },
    json: { type: "boolean", default: false },
    report: { type: "boolean", default: false },
  },
});
const rounds = Number(options.rounds);
/** Discarded first rounds, in which Node and QEMU compile. */
const WARM_UP_ROUNDS = 2;
const REQUESTS = 300;

const DEVICES = ["isa-ipmi-kcs", "isa-ipmi-bt"] as const;
type Device = (typeof DEVICES)[number];
const qemu = defaultQemu();
const cleanUp = new AsyncDisposableStack();
// Each guest ends with this process.
process.setMaxListeners(0);
const directory = mkdtempSync(join(tmpdir(), "extern-bmc-bench-"));
cleanUp.defer(() => rmSync(directory, { recursive: true }));

/** Boots a guest with a BMC of its own; ipmi_sim and a door of ours serve one QEMU. */
const BMCS: Readonly<Record<string, (device: Device) => Promise<LinuxGuest>>> = {
  "extern-bmc, Unix": (device) => bootAtOurs(device, `unix:${join(directory, `ours-${device}.sock`)}`),
  "extern-bmc, TCP": (device) => bootAtOurs(device, "tcp:127.0.0.1:0"),
  "ipmi_sim, TCP": async (device) => {
    const sim = await startIpmiSim();
    cleanUp.defer(() => sim.stop());
    return bootGuestWithBmc({ addresses: [`tcp:127.0.0.1:${sim.port}`] }, { device, qemu });
  },
  "bare Node, Unix": async (device) => {
    const server = await startBareServer([`unix:${join(directory, `bare-${device}.sock`)}`]);
    cleanUp.defer(() => void server.stop());
    return bootGuestWithBmc(server, { device, qemu });
  },
  "least server, Unix": async (device) => {
    const program = compile("least-server", directory);
    if (program === undefined) throw new Error("gcc is missing, which compiles least-server.c");
    const path = join(directory, `${device}.sock`);
    const child = spawn(program, [path], { stdio: ["ignore", "pipe", "inherit"] });
    cleanUp.defer(() => void child.kill());
    await once(child.stdout, "data");
    return bootGuestWithBmc({ addresses: [`unix:${path}`] }, { device, qemu });
  },
  "QEMU's own": async (device) => {
    const flags = ["-device", "ipmi-bmc-sim,id=ipmi0", "-device", `${device},bmc=ipmi0`];
    const guest = await LinuxGuest.boot({ qemu, flags });
    await loadIpmiDrivers(guest);
    return guest;
  },
};

async function bootAtOurs(device: Device, door: string): Promise<LinuxGuest> {
  const systemInterface = device === "isa-ipmi-bt" ? "bt" : "kcs";
  const daemon = await startTestDaemon({ config: JSON.stringify({ systemInterface }), args: ["--listen", door] });
  cleanUp.use(daemon);
  return bootGuestWithBmc(daemon, { device, qemu });
}

/** Returns the seconds that the requests take by the guest's clock; busybox has no finer one than the kernel's log. */
async function secondsOf(guest: LinuxGuest): Promise<number> {
  const mark = "echo bench > /dev/kmsg";
  const { stdout, stderr } = await guest.run(
    `${mark}; ipmitool exec /tmp/requests > /tmp/answers; ${mark}; grep -c '^ ' /tmp/answers; dmesg | tail -n 2`,
  );
  const [answers, ...marks] = stdout.trim().split("\n");
  const [start = Number.NaN, end = Number.NaN] = marks.map((line) => Number(/^\[ *([\d.]+)\] bench$/.exec(line)?.[1]));
  if (Number(answers) === REQUESTS && end > start) return end - start;
  throw new Error(`${answers} answers to ${REQUESTS} requests: ${stdout} ${stderr}`);
}

/** Measures every BMC in each round, so that a load on this machine affects all of them. */
async function measure() {
  const runs: { device: Device; bmc: string; guest: LinuxGuest; seconds: number[] }[] = [];
  for (const device of DEVICES) {
    for (const [bmc, boot] of Object.entries(BMCS)) {
      const guest = cleanUp.use(await boot(device));
      await guest.run(`for n in $(seq ${REQUESTS}); do echo raw 6 1; done > /tmp/requests`);
      runs.push({ device, bmc, guest, seconds: [] });
    }
  }
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    for (const { guest, seconds } of runs) {
      const taken = await secondsOf(guest);
      if (round >= 0) seconds.push(taken);
    }
  }
  return runs.map(({ device, bmc, seconds }) => {
    const sorted = seconds.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
    return { device, bmc, least: at(0), median: at(0.5), most: at(1) };
  });
}

const load = loadNow();
const results = await measure().finally(() => cleanUp.disposeAsync());

/** BMCs that the medians are compared with. */
const OTHERS = ["ipmi_sim, TCP", "bare Node, Unix", "least server, Unix", "QEMU's own"] as const;

function ratio(result: (typeof results)[number], bmc: string): number {
  const other = results.find((one) => one.device === result.device && one.bmc === bmc);
  return result.median / (other?.median ?? Number.NaN);
}

const table = {
  title: `Seconds for ${REQUESTS} × \`raw 6 1\`, ${rounds} rounds`,
  columns: ["device", "BMC", "least", "median", "most", "÷ ipmi_sim", "÷ bare Node", "÷ least server", "÷ QEMU's own"],
  rows: results.map((result) => {
    const seconds = [result.least, result.median, result.most].map((time) => time.toFixed(3));
    const ratios = OTHERS.map((bmc) => ratio(result, bmc).toFixed(2));
    return [result.device, result.bmc, ...seconds, ...ratios];
  }),
};
const goals = results
  .filter(({ bmc }) => bmc.startsWith("extern-bmc"))
  .flatMap((result) => {
    const [toSim, toOwn] = [ratio(result, "ipmi_sim, TCP"), ratio(result, "QEMU's own")];
    const where = `${result.device}, ${result.bmc}`;
    return [
      { goal: `${where}: at most ipmi_sim's time`, measured: toSim.toFixed(2), isMet: toSim <= 1 },
      { goal: `${where}: at most 1.15 times that of QEMU's own`, measured: toOwn.toFixed(2), isMet: toOwn <= 1.15 },
    ];
  });

if (options.json) process.stdout.write(`${JSON.stringify({ rounds, results }, null, 2)}\n`);
else {
  console.table(table.rows.map((row) => Object.fromEntries(table.columns.map((column, n) => [column, row[n]]))));
  console.table(goals);
}
if (options.report) report("guest", { tables: [table], goals }, load, ["openipmi", "qemu-system-x86"]);
