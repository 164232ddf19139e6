/** Assertions as CI uses them: at the end of serve, on a running daemon, on a journal. */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { runCli } from "../support/daemon/cli.ts";
import { startTestDaemon, type TestDaemon, type TestDaemonOptions } from "../support/daemon/daemon.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { VmExchange } from "../support/doors/vm-exchange.ts";
import { lanClientAt } from "../support/lan/lan-clients.ts";
import { guestEnd } from "../support/serial/guest-end.ts";
import { ownDoor, RunningClient, SOL_CLIENTS, USER } from "../support/sol/clients.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const ASSERTIONS =
  "assertions:\n  - seen: { command: Get Device ID, within: 30s }\n  - never: { refused: true }\n  - discarded: 0\n";

async function start(options: TestDaemonOptions = {}, ...args: readonly string[]) {
  const socket = join(temporaryDirectory(), "control", "bmc.sock");
  const daemon = await startTestDaemon({
    ...options,
    args: ["--listen", "tcp:127.0.0.1:0", "--control", socket, ...args],
  });
  onTestFinished(async () => void (await daemon.kill()));
  return { daemon, socket };
}

async function ask(daemon: TestDaemon, ...requests: readonly string[]): Promise<void> {
  const peer = await VmExchange.open(Number(daemon.address("tcp:").split(":").at(-1)));
  // Its last request, which marks the end, is one that no BMC knows.
  for (const request of requests) await peer.ask(request);
  peer.close();
}

const NO_SENTINEL = ["--expect", "{ seen: { command: 3e ee, completionCode: 0xc1 } }"];

it("serve ends with 0 when all assertions are met, from a file and as text", async () => {
  const { daemon } = await start({ config: "assertions: [{ seen: 06 01 }]" }, ...NO_SENTINEL);
  await ask(daemon, "06 01");
  expect((await daemon.stop()).code).toBe(0);
  expect(daemon.stderr()).toMatch(/^met {3}Get Device ID at least once\nmet {3}3e ee answered C1h at least once$/m);
});

it("serve ends with 1 when an assertion is unmet, and says what came closest", async () => {
  const file = join(temporaryDirectory(), "ci.yaml");
  writeFileSync(file, ASSERTIONS);
  const { daemon } = await start({}, "--assert", file);
  await ask(daemon, "06 22");
  expect((await daemon.stop()).code).toBe(1);
  expect(daemon.stderr()).toContain(
    "UNMET Get Device ID at least once, the first within 30 s\n      it never came; what came: Reset Watchdog Timer once",
  );
  expect(daemon.stderr()).toMatch(
    /UNMET never any command refused\n {6}it came 2 times, first as request 1: Reset Watchdog Timer/,
  );
  expect(daemon.stderr()).toMatch(/met {3}no discarded frame\nextern-bmc: 2 of 3 assertions unmet\n$/);
});

it("assert checks what a running daemon has seen, waits for more, and reads journals", async () => {
  const journal = join(temporaryDirectory(), "bmc.jsonl");
  const { daemon, socket } = await start({}, "--journal", journal);
  await ask(daemon, "06 01");
  const seen = ["--expect", "{ seen: Get Device ID }"];
  const met = await runCli(["assert", "--socket", socket, ...seen]);
  expect([met.code, met.stdout, met.stderr]).toEqual([0, "met   Get Device ID at least once\n", ""]);
  const later = ["--expect", "{ seen: Get Self Test Results }"];
  const unmet = await runCli(["assert", "--socket", socket, ...later, "--json"]);
  expect(unmet.code).toBe(1);
  expect(JSON.parse(unmet.stdout)).toMatchObject([
    { met: false, nearest: expect.stringContaining("Get Device ID once") },
  ]);
  const waiting = runCli(["assert", "--socket", socket, ...later, "--wait", "14"]);
  await ask(daemon, "06 04");
  expect((await waiting).code).toBe(0);
  await daemon.stop();
  expect((await runCli(["assert", "--journal", journal, ...seen, ...later])).code).toBe(0);
});

it("assert reports what it saw when the daemon ends while it waits", async () => {
  const { daemon, socket } = await start();
  await ask(daemon, "06 01");
  const waiting = runCli([
    "assert",
    "--socket",
    socket,
    "--expect",
    "{ seen: Get Self Test Results }",
    "--wait",
    "14s",
  ]);
  // The kernel lists it once as it listens and once for each that is connected, by the name it had when it was made.
  const users = () => readFileSync("/proc/net/unix", "utf8").split(` ${dirname(socket)}/`).length - 1;
  await vi.waitFor(() => expect(users()).toBeGreaterThan(1), PATIENCE);
  // And a client that has come later has been answered.
  expect((await runCli(["healthcheck", "--socket", socket])).code).toBe(0);
  await daemon.stop();
  const { code, stdout } = await waiting;
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^UNMET the daemon runs until all are met\n {6}it has ended; serve --assert looks at everything/,
  );
  expect(stdout).toMatch(/^UNMET Get Self Test Results at least once$/m);
});

it("log-ins of ipmitool, with a right password and wrong ones", async () => {
  const config = `{ users: { accounts: [{ id: 2, name: admin, password: secret }, { id: 3, name: viewer, password: view,
    privilegeLimit: user }] }, lan: { listen: "udp:127.0.0.1:0" } }`;
  const { daemon, socket } = await start({ config }, "--expect", "{ logInRefused: { user: viewer, atMost: 1 } }");
  const { ipmitool } = lanClientAt(daemon.address("udp:"));
  const mcInfo = ["-C", "17", "-R", "1", "-N", "1", "mc", "info"];
  await ipmitool(["-I", "lanplus", ...mcInfo]);
  await ipmitool(["-I", "lanplus", "-L", "ADMINISTRATOR", ...mcInfo], { user: "viewer", password: "view" });
  await ipmitool(["-I", "lan", ...mcInfo], { password: "wrong" });
  const expected = [
    "{ loggedIn: { user: admin, suite: 17, atMost: 1 } }",
    "{ loggedIn: { user: viewer, atMost: 0 } }",
    "{ logInRefused: { user: viewer, step: RAKP 3, status: 0x0a } }",
    "{ logInRefused: { user: admin, step: Activate Session } }",
    "{ seen: { command: Get Device ID, door: lan } }",
  ];
  const met = await runCli(["assert", "--socket", socket, ...expected.flatMap((text) => ["--expect", text])]);
  expect([met.code, met.stderr]).toEqual([0, ""]);
  expect(met.stdout).toContain('met   refused log-in as "viewer" at RAKP 3 with status 0Ah at least once\n');
  const unmet = await runCli(["assert", "--socket", socket, "--expect", "{ logInRefused: { status: 0x0d } }"]);
  expect(unmet.code).toBe(1);
  expect(unmet.stdout).toMatch(
    /^UNMET .*\n {6}it never came; the last log-in: 127.0.0.1:\d+ was refused as "admin", Activ/,
  );
  expect((await daemon.stop()).code).toBe(0);
});

it("characters that ipmitool's console carries", async () => {
  const path = join(temporaryDirectory(), "ser0");
  const door = ownDoor();
  const config = `{ serial: "unix:${path}", lan: { listen: "udp:${door.host}:${door.port}" },
    users: { accounts: [{ id: 2, name: ${USER.name}, password: ${USER.password} }] } }`;
  const { daemon, socket } = await start({ config }, "--expect", "{ sol: { sent: 34, received: 1 } }");
  const { guest, got } = await guestEnd(path);
  const [ipmitool] = SOL_CLIENTS.filter(({ name }) => name === "ipmitool");
  if (!ipmitool) throw new Error("ipmitool is no client of SOL");
  const running = await RunningClient.start(ipmitool, door);
  await vi.waitFor(() => {
    running.type("?");
    expect(got()).toContain("?");
  }, PATIENCE);
  guest.write("a line of twenty chars");
  await running.prints("a line of twenty chars");
  const sol = ["assert", "--socket", socket, "--expect", "{ sol: { sent: 22, received: 1 } }"];
  expect((await runCli(sol)).code).toBe(0);
  const more = await runCli([...sol, "--expect", "{ sol: { sent: 1000 } }"]);
  expect(more.stdout).toMatch(/\n {6}22 characters were sent and \d received/);
  await running.end();
  expect((await runCli(sol)).code).toBe(0);
  // The console is open when the daemon ends.
  const open = await RunningClient.start(ipmitool, door);
  guest.write("another line");
  await open.prints("another line");
  const { code } = await daemon.stop();
  expect([code, daemon.stderr()]).toEqual([
    0,
    expect.stringContaining("met   serial over LAN: at least 34 characters sent"),
  ]);
});

it("assert warns when the daemon has forgotten events", async () => {
  const { daemon, socket } = await start({ config: "record: { history: 3 }" });
  await ask(daemon, "06 01", "06 04");
  const { code, stdout } = await runCli(["assert", "--socket", socket, "--expect", "{ discarded: 0 }"]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^UNMET every event since the start is known\n {6}\d+ are not: raise record.history/);
});

it("reads long histories in pages", async () => {
  const { daemon, socket } = await start();
  await ask(daemon, ...Array.from({ length: 260 }, () => "06 01"));
  const exactly = "{ seen: { command: Get Device ID, atLeast: 260, atMost: 260 } }";
  expect((await runCli(["assert", "--socket", socket, "--expect", exactly])).code).toBe(0);
});

it("mistakes on the command line end with 2", async () => {
  expect(await runCli(["assert"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("expected --assert FILE or --expect"),
  });
  const typo = await runCli(["assert", "--expect", "{ seen: Get Devise ID }"]);
  expect([typo.code, typo.stderr]).toEqual([
    2,
    expect.stringMatching(/ --expect:1:3: .* did you mean Get Device ID\?/),
  ]);
  const missing = await runCli(["serve", "--assert", "/nowhere.yaml"]);
  expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining("/nowhere.yaml: there is no such file")]);
});
