/** The package of `npm pack`, installed in a directory of its own: it runs from dist/ and contains no needless file. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { connect as connectTls, createServer as createTlsServer } from "node:tls";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { makeCertificates } from "../support/doors/certificates.ts";
import { getDeviceId, getDeviceIdOver } from "../support/doors/get-device-id.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const directory = mkdtempSync(join(tmpdir(), "extern-bmc-package-"));
const TYPES = join(ROOT, "node_modules/@types");
const home = join(directory, "node_modules/extern-bmc");
const COMMAND = join(directory, "node_modules/.bin/extern-bmc");
let files: readonly string[] = [];

beforeAll(() => {
  const [tarball = ""] = run("npm", ["pack", ROOT]).stdout.trim().split("\n").slice(-1);
  run("npm", ["init", "--yes"]);
  const alone = ["--offline", "--cache", join(directory, "empty")];
  run("npm", ["install", ...alone, "--no-audit", "--no-fund", join(directory, tarball)]);
  files = readdirSync(home, { recursive: true, encoding: "utf8" }).filter((name) => !name.startsWith("node_modules/"));
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe("the package", () => {
  it("has the command, dist/, the configurations and the licence", () => {
    expect(files).toEqual(
      expect.arrayContaining([
        "bin/extern-bmc.js",
        "dist/main.js",
        "dist/LICENSES.txt",
        "dist/page/index.html",
        "config/default.yaml",
        "config/examples/server.yaml",
        "LICENSE",
        "CHANGELOG.md",
      ]),
    );
  });

  it("has neither sources nor tests", () => {
    const ours = files.filter((name) => /^(?:src|web|test|scripts|bench)\b|\.test\.|\.map$|(?<!\.d)\.ts$/.test(name));
    expect(ours).toEqual([]);
  });

  it("installs no other package and needs no registry; it contains zod, for zod's types", () => {
    const installed = (at: string) => readdirSync(join(at, "node_modules")).filter((name) => !name.startsWith("."));
    expect([installed(directory), installed(home)]).toEqual([["extern-bmc"], ["zod"]]);
  });

  it("has the licence of every package in it", () => {
    const names = [...readFileSync(join(home, "dist/LICENSES.txt"), "utf8").matchAll(/^(\S+) \d+\.\d+\.\d+: \S+$/gm)];
    expect(names.map(([, name]) => name)).toEqual(
      expect.arrayContaining(["node-ipc", "pino", "commander", "yaml", "zod"]),
    );
  });
});

describe("the library", () => {
  it("is available to modules of commands", () => {
    const use = 'import { defineCommand } from "extern-bmc"; console.log(typeof defineCommand)';
    expect(run("node", ["--input-type=module", "--eval", use]).stdout).toBe("function\n");
  });

  it("has types of calls and commands, which catch a mistake", () => {
    const program = (reading: string) => `
      import { connect, defineCommand, empty, NetFn, Privilege, struct, u8 } from "extern-bmc";
      export const fan = defineCommand({
        name: "Get Fan", spec: "OEM", netFn: NetFn.App, cmd: 1, privilege: Privilege.User,
        request: empty, response: struct({ speed: u8 }),
        handle: ({ bmc }) => ({ speed: bmc.chassis.powerOn ? 1 : 0 }),
      });
      const bmc = await connect();
      const { sensors } = await bmc.call("sensor.list");
      export const readings: readonly ${reading}[] = sensors.map(({ name }) => name);`;
    writeFileSync(join(directory, "right.mts"), program("string"));
    writeFileSync(join(directory, "wrong.mts"), program("number"));
    const flags = [
      "--noEmit",
      "--strict",
      "--module",
      "nodenext",
      "--target",
      "es2024",
      "--typeRoots",
      TYPES,
      "--types",
      "node",
    ];
    const check = (name: string, status: number) => run(join(ROOT, "node_modules/.bin/tsc"), [...flags, name], status);
    expect(check("right.mts", 0).stdout).toBe("");
    expect(check("wrong.mts", 1).stdout).toMatch(/^wrong\.mts.*TS2322.*\n.*\n$/);
  });
});

describe("the installed command", () => {
  it("prints its version", () => {
    expect(run("npm", ["exec", "--no", "--", "extern-bmc", "--version"]).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("has every subcommand", () => {
    const { subcommands } = JSON.parse(extern("--print-capabilities").stdout);
    expect(subcommands).toContain("serve");
    for (const command of subcommands)
      expect(extern(command, "--help").stdout).toContain(`Usage: extern-bmc ${command}`);
  });

  it("starts with few files, without the schema where no setting needs it", () => {
    const loaded = (...args: string[]) => {
      const coverage = mkdtempSync(join(directory, "coverage-"));
      const start = ["serve", "--control", "off", "--idle", "0.1", "--listen", "unix:plain.sock", ...args];
      run("env", [`NODE_V8_COVERAGE=${coverage}`, COMMAND, ...start]);
      const text = readdirSync(coverage).map((name) => readFileSync(join(coverage, name), "utf8"));
      return [...text.join().matchAll(/\/dist\/([a-z]+)[^/]*\.js"/g)].map(([, name]) => name).sort();
    };
    const plain = ["commands", "daemon", "main", "rolldown"];
    expect(loaded()).toEqual(plain);
    expect(loaded("--extends", "server")).toEqual([...plain, "personality"].sort());
  });

  it("has the parts that only some commands load: scenarios, SQLite, the pretty log", () => {
    expect(extern("lab", "run", "--host", "model", "--scenario", "echo").stdout).toMatch(/^ok {3}echo /m);
    expect(
      extern("serve", "--state", "state", "--log-format", "pretty", "--idle", "0.1", "--http", "127.0.0.1:0").stderr,
    ).toMatch(/INFO: HTTP port/);
    expect(extern("state", "show", "--state", "state").stdout).toMatch(/bmc/);
  });

  it("has the web page, whose scripts and styles are at the addresses that the document names", async () => {
    const serve = ["serve", "--log-level", "error", "--listen", "tcp:127.0.0.1:0", "--control", "page.sock"];
    const daemon = spawn(COMMAND, [...serve, "--http", "127.0.0.1:0", "--http-token-file", "page-token"], {
      ...{ cwd: directory, stdio: ["ignore", "pipe", "inherit"] },
    });
    onTestFinished(() => void daemon.kill("SIGKILL"));
    await once(createInterface(daemon.stdout), "line");
    const url = extern("open", "--socket", "page.sock", "--no-token").stdout.trim();
    const document = await (await fetch(url)).text();
    const files = [...document.matchAll(/(?:src|href)="(\/page\/[^"]+)"/g)].map(([, path]) => path);
    expect(files.length).toBeGreaterThanOrEqual(2);
    for (const path of files) expect((await fetch(`${url}${path}`)).status).toBe(200);
  });

  it("answers Get Device ID, and leaves no socket behind", async () => {
    const socket = join(directory, "bmc.sock");
    const daemon = spawn(COMMAND, ["serve", "--log-level", "error", "--listen", `unix:${socket}`], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void daemon.kill("SIGKILL"));

    expect(await once(createInterface(daemon.stdout), "line")).toEqual([`extern-bmc ready unix:${socket}`]);
    expect(await getDeviceId({ path: socket })).toMatch(/^20/);

    daemon.kill("SIGTERM");
    expect(await once(daemon, "exit")).toEqual([0, null]);
    expect(existsSync(socket)).toBe(false);
  });

  it("has the doors that load more of Node: TLS, both ways, and host names", async () => {
    const { file } = makeCertificates(directory);
    const identity = { cert: readFileSync(file("server-cert.pem")), key: readFileSync(file("server-key.pem")) };
    const qemu = createTlsServer(identity).listen(0, "127.0.0.1");
    onTestFinished(() => void qemu.close());
    await once(qemu, "listening");
    const { port } = qemu.address() as AddressInfo;
    const accepted = once(qemu, "secureConnection");
    const config = {
      listen: ["tls:localhost:0", "tcp:localhost:0", `connect:tls:localhost:${port}`],
      tls: { certFile: file("server-cert.pem"), keyFile: file("server-key.pem"), clientCaFile: file("ca-cert.pem") },
    };
    writeFileSync(join(directory, "doors.yaml"), JSON.stringify(config));
    const daemon = spawn(COMMAND, ["serve", "--log-level", "error", "-c", "doors.yaml"], {
      ...{ cwd: directory, stdio: ["ignore", "pipe", "inherit"] },
    });
    onTestFinished(() => void daemon.kill("SIGKILL"));

    const [line] = await once(createInterface(daemon.stdout), "line");
    const [, tlsPort, tcpPort] = /tls:\S+:(\d+) tcp:\S+:(\d+)/.exec(line) ?? [];
    const client = { cert: readFileSync(file("client-cert.pem")), key: readFileSync(file("client-key.pem")) };
    const ca = readFileSync(file("ca-cert.pem"));
    expect(await getDeviceIdOver(connectTls({ port: Number(tlsPort), host: "localhost", ca, ...client }))).toMatch(
      /^20/,
    );
    expect(await getDeviceId({ port: Number(tcpPort), host: "localhost" })).toMatch(/^20/);
    const [dialled] = await accepted;
    expect(dialled.encrypted).toBe(true);
  });

  it("tells a container's HEALTHCHECK which doors do not accept, or the mistake in their setting", () => {
    const check = (doors: string) =>
      run("env", [`EXTERN_BMC_LISTEN=${doors}`, "node", join(home, "dist/healthcheck.js")], 1).stderr;
    expect(check("tcp:127.0.0.1:0,unix:nowhere.sock")).toBe("not accepting: unix:nowhere.sock\n");
    expect(check("nowhere")).toMatch(/^EXTERN_BMC_LISTEN: .*"nowhere" is not an address.*\n$/);
  });

  it("reports in one sentence that Node is too old, exit code 2", () => {
    const old = 'data:text/javascript,Object.defineProperty(process, "versions", { value: { node: "20.20.2" } })';
    const { status, stdout, stderr } = run(process.execPath, ["--import", old, join(home, "bin/extern-bmc.js")], 2);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(TOO_OLD);
  });

  it("says it to a program that imports the library, in place of a page of the bundle", () => {
    const old = 'data:text/javascript,Object.defineProperty(process, "versions", { value: { node: "20.20.2" } })';
    const use = ["--import", old, "--input-type=module", "--eval", 'import "extern-bmc"'];
    const { stderr } = run(process.execPath, use, 1);
    expect(stderr).toMatch(/^Error: extern-bmc needs Node\.js 22\.18 or newer, and this is 20\.20\.2/m);
    expect(Math.max(...stderr.split("\n").map(({ length }) => length))).toBeLessThan(400);
  });

  it("prints an uncaught error of the library with one readable line of code", () => {
    const use = ["--input-type=module", "--eval", 'await (await import("extern-bmc")).connect("/nowhere.sock")'];
    const { stderr } = run(process.execPath, use, 1);
    expect(stderr).toMatch(/^ControlError: no daemon listens on \/nowhere\.sock; start one with extern-bmc serve$/m);
    expect(Math.max(...stderr.split("\n").map(({ length }) => length))).toBeLessThan(400);
  });
});

const TOO_OLD =
  /^extern-bmc needs Node\.js 22\.18 or newer, and this is 20\.20\.2 \(.+\); get a newer one from https:\/\/nodejs\.org or .*\.\n$/;

function extern(...args: readonly string[]) {
  return run(COMMAND, args);
}

function run(program: string, args: readonly string[], expectedStatus = 0) {
  const result = spawnSync(program, args, { cwd: directory, encoding: "utf8" });
  if (result.error) throw result.error;
  if (result.status !== expectedStatus)
    throw new Error(`${program} ${args.join(" ")}: ${result.stdout}${result.stderr}`);
  return result;
}
