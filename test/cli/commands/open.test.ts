/** `open` against a daemon in this process, against one that runs, and where none runs. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { withParentDeathSignal } from "../../../src/os/parent-death-signal.ts";
import { runCli } from "../../support/daemon/cli.ts";
import { controlServer, temporaryDirectory } from "../../support/daemon/control-server.ts";
import { startTestDaemon } from "../../support/daemon/daemon.ts";
import { ENTRY } from "../../support/daemon/entry.ts";
import { machine } from "../../support/machine/machine.ts";

const PORT = "http://127.0.0.1:9623";

test("prints the address that logs the page in, as text and as JSON, or the address alone", async () => {
  const { path } = await controlServer([machine()], { http: { url: PORT, token: "0123456789+/=abc" } });
  const open = async (...options: string[]) => (await runCli(["open", "--socket", path, ...options])).stdout;
  const url = `${PORT}/#token=0123456789%2B%2F%3Dabc`;
  expect(await open()).toBe(`${url}\n`);
  expect(JSON.parse(await open("--json"))).toEqual({ url });
  expect(await open("--no-token")).toBe(`${PORT}\n`);
});

test.each([
  ["http://0.0.0.0:9623", PORT],
  ["http://[::]:9623", "http://[::1]:9623"],
])("a port on every address, %s, is opened at %s", async (url, reachable) => {
  const { path } = await controlServer([machine()], { http: { url } });
  expect((await runCli(["open", "--socket", path])).stdout).toBe(`${reachable}\n`);
});

test("--no-token prints the address of a port without a page, and opens none beside it", async () => {
  const openPage = async () => expect.fail("a page was opened");
  const { path } = await controlServer([machine()], { http: { url: PORT }, openPage });
  expect((await runCli(["open", "--no-token", "--socket", path])).stdout).toBe(`${PORT}\n`);
});

test("a daemon that cannot open a page says so", async () => {
  const { path } = await controlServer([machine()]);
  const stderr = "extern-bmc: the daemon has no HTTP port; extern-bmc open (the call page.open) opens one\n";
  expect(await runCli(["open", "--socket", path])).toMatchObject({ code: 1, stdout: "", stderr });
});

test("finds no daemon with --no-start, and starts none", async () => {
  const env = {
    XDG_RUNTIME_DIR: temporaryDirectory(),
    EXTERN_BMC_CONTROL_SOCKET: "auto",
    TMPDIR: temporaryDirectory(),
  };
  const result = await runCli(["open", "--no-start"], { env });
  expect(result).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("no daemon runs") });
});

function spawnOpen(args: readonly string[]) {
  const line = withParentDeathSignal("KILL", process.execPath, [ENTRY, "open", ...args]);
  const child = spawn(...line, { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Runs `open` where no daemon runs; `address` is what it prints, and `end` its exit code after SIGINT. */
async function startOpen(...args: readonly string[]) {
  const child = spawnOpen(args);
  child.stderr.resume();
  const closed = once(child, "close");
  const ended = closed.then(([code]) => expect.fail(`open ended with ${code} and printed no address`));
  const [address] = await Promise.race([once(createInterface(child.stdout), "line"), ended]);
  const end = async () => {
    child.kill("SIGINT");
    return (await closed)[0];
  };
  return { address: new URL(address), end };
}

const statusAt = ({ origin, hash }: URL) =>
  fetch(`${origin}/api/v1/status`, { headers: { authorization: `Bearer ${hash.replace("#token=", "")}` } });

test("starts a daemon with a page if none runs, and finds that one the next time", async () => {
  const directory = temporaryDirectory();
  const [config, control] = [join(directory, "bmc.yaml"), join(directory, "control.sock")];
  writeFileSync(config, `name: vm7\nlisten: ["unix:${directory}/bmc.sock"]\ncontrol: { socket: ${control} }\n`);
  const { address, end } = await startOpen("-c", config);
  const status = await statusAt(address);
  expect(await status.json()).toMatchObject({ machines: [{ name: "vm7" }] });
  expect(address.hostname).toBe("127.0.0.1");
  const stderr = expect.stringMatching(/^a daemon runs already, /);
  expect(await runCli(["open", "-c", config])).toMatchObject({ stdout: `${address}\n`, stderr });
  expect(await runCli(["open", "--socket", control])).toMatchObject({ stdout: `${address}\n`, stderr: "" });
  // The random token is no change of the configuration.
  expect(JSON.parse((await runCli(["reload", "--json", "--socket", control])).stdout)).toMatchObject({ unchanged: [] });
  expect(await end()).toBe(0);
});

test("of two at the same time, one starts a daemon, and both print the address of its page", async () => {
  const directory = temporaryDirectory();
  const [config, control] = [join(directory, "bmc.yaml"), join(directory, "control.sock")];
  const state = join(directory, "state");
  writeFileSync(
    config,
    `listen: ["unix:${directory}/bmc.sock"]\ncontrol: { socket: ${control} }\nstate: { directory: ${state} }\n`,
  );
  const [one, other] = await Promise.all([startOpen("-c", config), startOpen("-c", config)]);
  expect(one.address.href).toBe(other.address.href);
  expect((await statusAt(one.address)).status).toBe(200);
  expect(await Promise.all([one.end(), other.end()])).toEqual([0, 0]);
});

test("where another program has the door, says for what it waits", async () => {
  const directory = temporaryDirectory();
  const [door, config] = [join(directory, "bmc.sock"), join(directory, "bmc.yaml")];
  const other = createServer().listen(door);
  onTestFinished(() => void other.close());
  writeFileSync(config, `listen: ["unix:${door}"]\ncontrol: { socket: ${directory}/control.sock }\n`);
  const child = spawnOpen(["-c", config]);
  const waits = "another program has taken a door; waiting for its page, 30 s at most";
  for await (const line of createInterface(child.stderr)) if (line === waits) return;
  expect.fail("open ended without a word of waiting");
});

test("a file of the token that cannot be made is a mistake in the configuration", async () => {
  const directory = temporaryDirectory();
  const config = join(directory, "bmc.yaml");
  writeFileSync(
    config,
    `listen: ["unix:${directory}/bmc.sock"]\ncontrol: { socket: ${directory}/control.sock }\nhttp: { tokenFile: ${directory}/none/token }\n`,
  );
  const reason = "its directory does not exist; make it first";
  expect(await runCli(["open", "-c", config])).toMatchObject({ code: 2, stderr: expect.stringContaining(reason) });
});

test("a running daemon that cannot make the file of the token says why, and opens the page once it can", async () => {
  const directory = join(temporaryDirectory(), "later");
  const config = `http: { tokenFile: ${directory}/token }`;
  const daemon = await startTestDaemon({ config, args: ["--listen", "tcp:127.0.0.1:0"] });
  const open = () => runCli(["open", "--socket", daemon.control]);
  const reason = `${directory}/token (http.tokenFile): its directory does not exist; make it first`;
  expect(await open()).toMatchObject({ code: 1, stdout: "", stderr: `extern-bmc: ${reason}\n` });
  expect(daemon.stderr()).not.toContain("DoorError");
  mkdirSync(directory);
  expect((await open()).stdout).toContain("#token=");
  expect(await daemon.stop()).toEqual({ code: 0, signal: null });
});

test.each([
  ["no HTTP port", "{}"],
  ["a port that has no token", 'http: { listen: "127.0.0.1:0" }'],
])("a running daemon with %s opens a page, once", async (_, config) => {
  const daemon = await startTestDaemon({ config, args: ["--listen", "tcp:127.0.0.1:0"] });
  const open = async () => (await runCli(["open", "--socket", daemon.control])).stdout;
  const [first, second] = await Promise.all([open(), open()]);
  expect(second).toBe(first);
  expect((await statusAt(new URL(first))).status).toBe(200);
  expect(await (await fetch(`${new URL(first).origin}/metrics`)).text()).toContain(
    'extern_bmc_power_on{machine="bmc"}',
  );
  expect(await daemon.stop()).toEqual({ code: 0, signal: null });
});
