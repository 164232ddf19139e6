import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { runCli } from "../support/daemon/cli.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { VmExchange } from "../support/doors/vm-exchange.ts";

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-commands-"));
const config = `
name: vm0
sensors:
  - { number: 0x30, name: CPU Temp, type: temperature, units: C, reading: 42, thresholds: { upperCritical: 95 } }
  - { number: 0x31, name: PSU, type: powerSupply, states: [0, 1], asserted: [0] }
`;

let daemon: TestDaemon;
let qemu: VmExchange;

beforeAll(async () => {
  daemon = await startTestDaemon({ config, args: ["-l", "tcp:127.0.0.1:0"] });
  qemu = await VmExchange.open(Number(daemon.address("tcp:").split(":").at(-1)));
});

afterAll(async () => {
  qemu.close();
  await daemon.stop();
  rmSync(directory, { recursive: true, force: true });
});

const run = (args: readonly string[], env: NodeJS.ProcessEnv = { EXTERN_BMC_CONTROL_SOCKET: daemon.control }) =>
  runCli(args, { cwd: directory, env: { NO_COLOR: "1", ...env } });

describe("--json", () => {
  const sensor = { number: 0x30, name: "CPU Temp", unit: "C" };
  test.each<[string[], unknown]>([
    [["status"], { machines: [{ name: "vm0", power: "on", links: [{ requests: expect.any(Number) }] }], failures: [] }],
    [["power"], { power: "on", restorePolicy: "previous" }],
    [
      ["sensor", "list"],
      [{ name: "Watchdog" }, sensor, { name: "PSU", states: [{ offset: 0, name: "Presence detected" }] }],
    ],
    [
      ["sensor", "set", "CPU Temp", "97 C"],
      { ...sensor, value: 97, held: true, states: [{ offset: 4, name: "Upper Critical" }] },
    ],
    [["sensor", "get", "0x30"], { ...sensor, value: 97, held: true }],
    [["sensor", "set", "CPU Temp", "raw 0x61"], { ...sensor, raw: 0x61 }],
    [["sensor", "set", "CPU Temp", "unavailable"], { ...sensor, available: false }],
    [["sensor", "release", "CPU Temp"], { ...sensor, value: 42, held: false }],
    [["sensor", "set", "PSU", "none"], { name: "PSU", states: [] }],
    [
      ["sel", "list"],
      expect.arrayContaining([expect.objectContaining({ event: "Upper Critical going high", reading: 97 })]),
    ],
    [["sel", "add", "00", "00", ...Array.from({ length: 14 }, () => "e0")], { id: expect.any(Number) }],
    [["sel", "save", "sel.bin"], { file: "sel.bin", records: expect.any(Number) }],
    [
      ["sdr"],
      expect.arrayContaining([expect.objectContaining({ name: "CPU Temp", kind: "full sensor", sensorNumber: 0x30 })]),
    ],
    [["fru", "show"], [{ id: 0, size: 2048 }]],
    [["fru", "show", "0"], { id: 0, bytes: expect.stringMatching(/^[0-9a-f]{2}( [0-9a-f]{2}){2047}$/) }],
    [["fru", "save", "0", "fru.bin"], { file: "fru.bin", bytes: 2048 }],
    [["fru", "write", "0", "fru.bin"], { id: 0, offset: 0, bytes: 2048 }],
    [["event", "send", "--sensor", "PSU", "--state", "failure detected"], { recordId: expect.any(Number) }],
    [["user", "set", "3", "--name", "bob", "--enable"], { id: 3, name: "bob", enabled: true }],
    [
      ["user", "list"],
      { channel: 1, users: expect.arrayContaining([expect.objectContaining({ id: 3, name: "bob" })]) },
    ],
    [["watchdog", "start", "--seconds", "60", "--use", "oem"], { running: true, use: "oem", initialSeconds: 60 }],
    [["watchdog", "stop"], { running: false }],
    [["watchdog"], { running: false, use: "oem" }],
    [["flags"], { flags: { receiveMessageAvailable: false }, attention: false, stuck: false }],
    [["fault", "add", "--name", "atn", "--attention-stuck"], { name: "atn" }],
    [["flags", "clear"], { attention: true, stuck: true }],
    [["fault", "list"], [{ name: "atn", rule: { attention: "stuck" }, applied: 0 }]],
    [["fault", "remove", "atn"], {}],
    [
      ["fault", "add", "--data", "00 *", "--every", "3", "--completion-code", "0xc0", "--delay", "4500"],
      { name: "fault 1", warnings: [expect.stringContaining("QEMU answers C3h")] },
    ],
    [["fault", "settings", "--deadline", "3500", "--seed", "7"], { deadlineMs: 3500, seed: 7 }],
    [["fault", "settings", "--deadline", "off"], { deadlineMs: "off", seed: 7 }],
    [["fault", "remove", "fault 1"], {}],
    [["fault", "clear"], { removed: 0 }],
    [["reset", "cold"], {}],
    [["reload"], { changed: [], unchanged: [] }],
    [["sel", "clear"], {}],
  ])("%j", async (args, expected) => {
    const { code, stdout, stderr } = await run([...args, "--json"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const isMatcher = typeof expected === "object" && expected !== null && "asymmetricMatch" in expected;
    if (isMatcher) expect(JSON.parse(stdout)).toEqual(expected);
    else expect(JSON.parse(stdout)).toMatchObject(expected as object);
  });

  test("reads past one page: sensors, records", async () => {
    const many = Array.from(
      { length: 150 },
      (_, i) => `  - { number: ${i + 4}, name: S${i}, type: voltage, units: V }\n`,
    );
    await using big = await startTestDaemon({ config: `sensors:\n${many.join("")}`, args: ["-l", "tcp:127.0.0.1:0"] });
    const env = { EXTERN_BMC_CONTROL_SOCKET: big.control };
    expect(JSON.parse((await run(["sensor", "list", "--json"], env)).stdout)).toHaveLength(151);
    expect(JSON.parse((await run(["sdr", "--json"], env)).stdout)).toHaveLength(152);
  });
});

describe("exit code 2, with the mistake", () => {
  test.each<[string[], string]>([
    [["power", "explode"], 'action is "explode"; expected one of status, on, off, cycle, reset, soft, diag'],
    [["power", "--sockt", "x"], "did you mean --socket?"],
    [["reset"], "kind is missing; expected <kind>"],
    [["sensor"], "Usage: extern-bmc sensor"],
    [["sensor", "get", "CPU Tmp"], 'there is no sensor "CPU Tmp"; did you mean CPU Temp?'],
    [["sensor", "set", "CPU Temp", "hot"], 'the value of CPU Temp is "hot"; expected a number in C, a raw byte'],
    [["sensor", "set", "CPU Temp", "12 V"], 'the value of CPU Temp is "12 V"; expected a number in C'],
    [["sensor", "set", "CPU Temp", "12 zorks"], 'there is no unit "zorks"'],
    [
      ["sensor", "set", "PSU", "on fire"],
      'PSU has no state "on fire"; expected some of 0 (Presence detected), 1 (Failure detected)',
    ],
    [["sel", "add", "00", "01"], "expected 16 bytes"],
    [["fru", "write", "0", "/nonexistent"], "/nonexistent: there is no such file"],
    [["fru", "show", "x"], 'id is "x"; expected a whole number from 0 to 254'],
    [["event", "send", "--state", "1"], "expected a sensor's name or number, or sensorType and sensorNumber"],
    [
      ["event", "send", "--sensor", "PSU", "--state", "lost"],
      'there is no state "lost"; expected one of 0 (Presence detected)',
    ],
    [
      ["user", "set", "3", "--privilege", "king"],
      '--privilege is "king"; expected one of callback, user, operator, administrator, oem, noAccess',
    ],
    [["watchdog", "start", "--seconds", "7000"], "--seconds is 7000; expected a number from 0 to 6553.5"],
    [["fault", "add"], "the fault has no effect; expected --never"],
    [["fault", "add", "shape: ["], "the rule is not YAML"],
    [["fault", "add", "empty"], 'expected a mapping such as "{ shape: empty }"'],
    [["fault", "add", "--shape", "emptyish"], 'fault.add: rule.shape is "emptyish"; expected duplicate, wrongNetFn'],
    [["fault", "add", "--command", "Get Devize ID", "--never"], "did you mean Get Device ID?"],
    [["fault", "add", "--nth", "2", "--every", "2", "--never"], "--every exclude each other; give one of them"],
    [
      ["fault", "add", "--completion-code", "0x100"],
      "--completion-code is 0x100; expected a whole number from 1 to 255",
    ],
    [["fault", "settings", "--deadline", "never"], "expected a whole number from 1 to 3600000, or off"],
    [["fault", "remove", "nothing"], 'there is no fault "nothing"; there are none'],
    [["status", "--machine", "vm9"], "there is no machine vm9; expected vm0"],
    [["flags", "clear", "all"], "expected one of receiveMessageAvailable"],
  ])("%j", async (args, message) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });
});

describe("exit code 1", () => {
  test("for a request that the BMC refuses, with its completion code", async () => {
    const { code, stderr } = await run(["power", "soft"]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "extern-bmc: no connected QEMU supports softShutdown; see extern-bmc status (completion code D5h)\n",
    });
  });

  test("without a daemon, with the path tried and the way to start one", async () => {
    const socket = join(directory, "nobody.sock");
    const { code, stdout, stderr } = await run(["status", "--socket", socket]);
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: "",
      stderr: `extern-bmc: no daemon listens on ${socket}; start one with extern-bmc serve\n`,
    });
  });

  test("for a configuration with a mistake, which changes nothing", async () => {
    const file = join(directory, "reload.yaml");
    writeFileSync(file, "name: vm1\n");
    await using other = await startTestDaemon({ args: ["-c", file, "-l", "tcp:127.0.0.1:0"] });
    const env = { EXTERN_BMC_CONTROL_SOCKET: other.control };
    writeFileSync(file, "name: vm1\nreplies: { rules: [{ shape: emptyish }] }\n");
    const refused = await run(["reload"], env);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`${file}:2:29: replies.rules[0].shape is "emptyish"`);
    writeFileSync(
      file,
      "name: vm1\nreplies: { rules: [{ name: e, shape: empty }] }\nsel: { capacity: 9 }\ndevice: { id: 0x33 }\n",
    );
    const taken = await run(["reload"], env);
    expect(taken).toEqual({
      code: 0,
      stderr: "",
      stdout: "vm1: device.id changed\nvm1: replies.rules changed\nvm1: sel.capacity not changed: needs a restart\n",
    });
    const guest = await VmExchange.open(Number(other.address("tcp:").split(":").at(-1)));
    onTestFinished(() => guest.close());
    await run(["fault", "clear"], env);
    expect(await guest.ask("06 01")).toMatch(/^00 33/);
  });
});

describe("several", () => {
  test("lists the sockets of several daemons, without a killed one", async () => {
    const runtime = join(directory, "run");
    mkdirSync(runtime);
    const env = { XDG_RUNTIME_DIR: runtime, TMPDIR: runtime, EXTERN_BMC_CONTROL_SOCKET: "auto" };
    const start = (name: string) => startTestDaemon({ args: ["-n", name, "-l", "tcp:127.0.0.1:0"], env });
    const one = await start("one");
    await using two = await start("two");
    const both = await run(["status"], env);
    expect(both.code).toBe(1);
    expect(both.stderr).toContain("2 daemons run; say which by --socket PATH");
    const sockets = both.stderr.match(/\/.*\.sock$/gm) ?? [];
    expect(sockets.map((path) => path.replace(/-\d+\.sock$/, ""))).toEqual([
      join(runtime, "extern-bmc/one"),
      join(runtime, "extern-bmc/two"),
    ]);
    expect(sockets.map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o600]);
    await one.kill();
    const left = await run(["status", "--json"], env);
    expect(JSON.parse(left.stdout)).toMatchObject({ pid: two.process.pid, machines: [{ name: "two" }] });
    await two.stop();
    expect((await run(["status"], env)).stderr).toContain(`no control socket in ${runtime}/extern-bmc`);
  });

  test("takes a machine's name, or asks for it", async () => {
    const machines =
      "machines:\n  - { name: a, listen: ['tcp:127.0.0.1:0'] }\n  - { name: b, listen: ['tcp:127.0.0.1:0'] }\n";
    await using many = await startTestDaemon({ config: machines });
    const env = { EXTERN_BMC_CONTROL_SOCKET: many.control };
    const { code, stderr } = await run(["power"], env);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: "extern-bmc: --machine is missing; expected --machine NAME, one of the daemon's 2: a, b\n",
    });
    expect((await run(["power", "--machine", "b"], env)).code).toBe(0);
    const { stdout } = await run(["status", "--json"], env);
    const [a, b] = many.addresses;
    expect(JSON.parse(stdout).machines).toMatchObject([
      { name: "a", doors: [a] },
      { name: "b", doors: [b] },
    ]);
    const words = await run(["status"], env);
    expect(words.stdout).toContain(`Door of a  ${a}\nDoor of b  ${b}\n`);
  });
});
