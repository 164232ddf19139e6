/** Exit code and whole output of the command line, for right and for wrong use. */
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../support/daemon/cli.ts";
import { ENTRY } from "../support/daemon/entry.ts";

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-cli-"));
const FILES = {
  "good.yaml": "name: vm0\n",
  "bad.yaml": "name: a b\ndevice:\n  idd: 1\n",
  "empty.yaml": "",
  "none.yaml": "assertions: []\n",
  "lan.conf": 'name "bmc"\nset_working_mc 0x20\n  startlan 1\n    addr :: 9001\n  endlan\n',
};
const busy = createServer();
let busyPort = 0;

beforeAll(async () => {
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(directory, name), text);
  await new Promise<void>((resolve) => busy.listen(0, "127.0.0.1", resolve));
  const address = busy.address();
  busyPort = typeof address === "object" && address ? address.port : 0;
});

afterAll(() => {
  busy.close();
  rmSync(directory, { recursive: true });
});

const LONG = "x".repeat(120);
const BAD_YAML = [
  'bad.yaml:1:7: name is "a b"; expected a name of 1 to 63 letters, digits, dashes, underscores or, but for the first, dots',
  "bad.yaml:3:3: device.idd is not a setting; did you mean id?",
];

describe("a wrong command line or configuration ends with 2 and one sentence each", () => {
  test.each<{ args: string; stderr: string | readonly string[] }>([
    { args: "srve", stderr: "extern-bmc: unknown command 'srve'; did you mean serve?" },
    { args: "frobnicate", stderr: "extern-bmc: unknown command 'frobnicate'; see extern-bmc --help" },
    { args: "--frobnicate", stderr: "extern-bmc: unknown option '--frobnicate'; see extern-bmc --help" },
    { args: "help frobnicate", stderr: "extern-bmc: unknown command 'frobnicate'; see extern-bmc --help" },
    { args: "srve --help", stderr: "extern-bmc: unknown command 'srve'; did you mean serve?" },
    { args: "help sensor sett", stderr: "extern-bmc: unknown command 'sett'; did you mean set?" },
    { args: "watchdog strat", stderr: "extern-bmc: unknown command 'strat'; did you mean start?" },
    {
      args: "-c good.yaml",
      stderr: "extern-bmc: -c stands without a command; expected one such as extern-bmc serve -c …",
    },
    {
      args: "--socket=bmc.sock",
      stderr: "extern-bmc: --socket stands without a command; expected one such as extern-bmc status --socket …",
    },
    { args: "assert", stderr: "extern-bmc: nothing to check; expected --assert FILE or --expect ASSERTION" },
    {
      args: "assert --assert none.yaml",
      stderr: "extern-bmc: none.yaml has no assertions; expected --assert FILE or --expect ASSERTION",
    },
    { args: "-c nope.yaml check", stderr: "nope.yaml: there is no such file" },
    { args: "--sockt x status", stderr: "extern-bmc: unknown option '--sockt'; did you mean --socket?" },
    {
      args: "serve lan.conf",
      stderr:
        "extern-bmc: lan.conf looks like a file of ipmi_sim; " +
        "extern-bmc import --ipmi-sim LAN.CONF -o bmc.yaml makes a configuration of it",
    },
    {
      args: "serve -c lan.conf",
      stderr:
        "lan.conf: a file of ipmi_sim, not YAML; " +
        "extern-bmc import --ipmi-sim lan.conf -o bmc.yaml makes a configuration of it",
    },
    {
      args: "serve vm0",
      stderr: "extern-bmc: too many arguments: vm0; serve takes no argument; see extern-bmc serve --help",
    },
    { args: "serve --lisen fd:3", stderr: "extern-bmc: unknown option '--lisen'; did you mean --listen?" },
    {
      args: "serve -l",
      stderr: "extern-bmc: --listen has no value; expected --listen <address>; see extern-bmc serve --help",
    },
    {
      args: "serve bmc.yaml",
      stderr: "extern-bmc: bmc.yaml stands without an option; expected -c bmc.yaml",
    },
    {
      args: "run --lisen fd:3 -- qemu-system-x86_64",
      stderr: "extern-bmc: unknown option '--lisen'; did you mean --listen?",
    },
    {
      args: "lab firmware OVMF.fd -smp 2",
      stderr: "extern-bmc: QEMU's arguments stand behind --: extern-bmc lab firmware IMAGE -- -smp …",
    },
    { args: "lab firmware", stderr: "extern-bmc: no firmware is named; expected extern-bmc lab firmware IMAGE" },
    {
      args: "lab run --firmware nowhere.fd",
      stderr: "extern-bmc: the firmware: nowhere.fd cannot be read (ENOENT)",
    },
    {
      args: "lab firmware good.yaml --expect boots,oops=hangs --fault late",
      stderr: "extern-bmc: --expect names oops, which is not run; expected one of late",
    },
    {
      args: "lab firmware good.yaml --interface ssif --fault silence-at-a0",
      stderr: "extern-bmc: the fault silence-at-a0 cannot happen on ssif with --bus isa; leave it out",
    },
    {
      args: "lab firmware empty.yaml --fault late",
      stderr:
        "extern-bmc: empty.yaml has 0 bytes; -bios takes a multiple of 64 KiB; name a firmware image, or add --as flash",
    },
    {
      args: "lab firmware empty.yaml --interface ssif --bus pci",
      stderr: "extern-bmc: --bus pci is for bt and kcs; leave it out for --interface ssif",
    },
    { args: "lab firmware good.yaml --fault ./nope", stderr: "./nope: there is no such file" },
    {
      args: "lab run --host model --qemu a",
      stderr: "extern-bmc: --qemu is for a real QEMU; leave it out for --host model",
    },
    {
      args: "lab run --host model --expect bt=any,bt=strict",
      stderr: 'extern-bmc: --expect is "bt=any,bt=strict"; expected each interface once',
    },
    { args: "lab run --scenario ./nope", stderr: "./nope: there is no such file" },
    {
      args: "lab firmware good.yaml --vars good.yaml",
      stderr:
        "extern-bmc: --vars and --smm are for a flash image, and good.yaml goes to -bios; if it is one, add --as flash",
    },
    {
      args: "run qemu-system-x86_64 -m 1G",
      stderr: "extern-bmc: QEMU's command line stands behind --: extern-bmc run [options] -- qemu-system-x86_64 …",
    },
    {
      args: "lab run --qemu a --expect any --expect strict",
      stderr: "extern-bmc: --expect is given 2 times for 1 --qemu; give one, or one for each",
    },
    { args: "check", stderr: "extern-bmc: file is missing; expected <file>; see extern-bmc check --help" },
    {
      args: "event send",
      stderr: "extern-bmc: --state is missing; expected --state <state>; see extern-bmc event send --help",
    },
    {
      args: "time advance 5",
      stderr: 'extern-bmc: time advance is "5"; expected a time with its unit, such as 500ms, 10s or 1h',
    },
    {
      args: "time advance",
      stderr: "extern-bmc: time advance has no value; expected a time with its unit, such as 500ms, 10s or 1h",
    },
    { args: "serve -c nope.yaml", stderr: "nope.yaml: there is no such file" },
    { args: "serve -c .", stderr: ".: a directory; expected a file" },
    { args: "serve -c empty.yaml", stderr: "empty.yaml: the file has no settings; for the defaults alone write {}" },
    { args: "serve -c bad.yaml", stderr: BAD_YAML },
    { args: "check nope.yaml bad.yaml", stderr: ["nope.yaml: there is no such file", ...BAD_YAML] },
    {
      args: "serve --log-level loud",
      stderr: '--log-level: log.level is "loud"; expected one of trace, debug, info, warn, error, fatal, silent',
    },
    {
      args: "serve --fd three",
      stderr: 'extern-bmc: --fd is "three"; expected a whole number from 0 to 2147483647; see extern-bmc serve --help',
    },
    {
      args: "serve -l unix:nowhere/bmc.sock",
      stderr:
        "extern-bmc: unix:DIRECTORY/nowhere/bmc.sock: the directory DIRECTORY/nowhere does not exist; make it first",
    },
    {
      args: "serve -l tcp:127.0.0.1:BUSY",
      stderr:
        "extern-bmc: tcp:127.0.0.1:BUSY: the port is in use; stop its user or choose another port (0 takes any free one)",
    },
    {
      args: "serve -l unix:bmc.sock -l tcp:127.0.0.1:BUSY",
      stderr:
        "extern-bmc: tcp:127.0.0.1:BUSY: the port is in use; stop its user or choose another port (0 takes any free one)",
    },
    {
      args: "serve -l unix:bmc.sock -l unix:./bmc.sock",
      stderr: "--listen: listen is [ 'unix:bmc.sock', 'unix:./bmc.sock' ]; expected each address once",
    },
    {
      args: "serve --fd 77",
      stderr: "extern-bmc: fd:77: the descriptor is not open; pass an open socket as descriptor 77",
    },
    {
      args: "commands --json --markdown",
      stderr: "extern-bmc: --markdown and --json exclude each other; give one of them; see extern-bmc commands --help",
    },
  ])("$args", async ({ args, stderr }) => {
    const before = readdirSync(directory);
    const result = await runCli(args.replaceAll("BUSY", String(busyPort)).split(" "), { cwd: directory });
    const told = result.stderr.replaceAll(directory, "DIRECTORY").replaceAll(String(busyPort), "BUSY");
    expect({ ...result, stderr: told }).toEqual({ code: 2, stdout: "", stderr: `${[stderr].flat().join("\n")}\n` });
    expect(readdirSync(directory)).toEqual(before);
  });

  test("refuses a path that no Unix socket can have", async () => {
    const { code, stdout, stderr } = await runCli(["serve", "-l", `unix:${LONG}`], { cwd: directory });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^extern-bmc: unix:.*x{120}: .+\n$/);
  });

  test("refuses a variable that means nothing", async () => {
    const env = { EXTERN_BMC_LISTENS: "fd:3" };
    expect(await runCli(["serve"], { cwd: directory, env })).toEqual({
      code: 2,
      stdout: "",
      stderr: "EXTERN_BMC_LISTENS: no setting has this name; did you mean EXTERN_BMC_LISTEN?\n",
    });
  });

  test("prints the help on standard error without a command", async () => {
    const { code, stdout, stderr } = await runCli([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^Usage: extern-bmc /);
  });
});

test("fails when standard output is on a full disk", () => {
  const full = openSync("/dev/full", "w");
  const { status, stderr } = spawnSync(process.execPath, [ENTRY, "commands"], { stdio: ["ignore", full, "pipe"] });
  closeSync(full);
  expect(String(stderr)).toBe("extern-bmc: standard output is incomplete: ENOSPC: no space left on device, write\n");
  expect(status).toBe(1);
});

describe("right use", () => {
  test("check accepts a good file", async () => {
    expect(await runCli(["check", "good.yaml"], { cwd: directory })).toEqual({
      code: 0,
      stdout: "good.yaml: ok\n",
      stderr: "",
    });
  });

  test("--version is the package's", async () => {
    expect(await runCli(["--version"])).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: "",
    });
  });

  test("lab show prints a scenario, shipped or from a file", async () => {
    const echo = readFileSync(new URL("../../config/scenarios/echo.yaml", import.meta.url), "utf8");
    writeFileSync(join(directory, "mine.yaml"), `# Mine.\n${echo}`);
    const shown = await Promise.all(
      ["echo", "mine.yaml"].map((name) => runCli(["lab", "show", name], { cwd: directory })),
    );
    expect(shown.map(({ code, stdout }) => ({ code, stdout }))).toEqual([
      { code: 0, stdout: echo },
      { code: 0, stdout: `# Mine.\n${echo}` },
    ]);
  });

  test("lab run on the model acts like a patched QEMU: any ID on BT, its own on KCS", async () => {
    const { code, stdout } = await runCli(
      ["lab", "run", "--host", "model", "--acceptance", "any", "--expect", "bt=any,kcs=strict"],
      { cwd: directory },
    );
    expect(stdout).not.toContain("DIFF");
    expect(code).toBe(0);
  });

  test.each(["", "serve", "check", "commands", "qemu-args", "lab run"])("%s --help has examples", async (command) => {
    const { code, stdout, stderr } = await runCli([...command.split(" ").filter(Boolean), "--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(new RegExp(`^Usage: extern-bmc ${command}`));
    expect(stdout).toMatch(/\nExamples:\n {2}\S/);
  });
});
