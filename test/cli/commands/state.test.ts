/** `state`: the stored state, from the command line. */
import { copyFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCli } from "../../support/daemon/cli.ts";
import { ask } from "../../support/machine/machine.ts";
import { keptMachine, stateDirectory } from "../../support/store/store.ts";

/** Processes of their own, on a host that may be busy. */

const ADD_EVENT = "0a 44 00 00 02 00 00 00 00 20 00 04 01 30 01 59 5b 5a";
const SDR = "00 00 51 c0 08 20 00 01 02 03 04 05 06";
const SECRET = "73 65 63 72 65 74 00 00 00 00 00 00 00 00 00 00";
const SET_ADDRESS = "0c 01 01 03 0a 00 00 05";
const GET_ADDRESS = "0c 02 01 03 00 00";

/** With a SEL record, an SDR, an address, a password, and a certificate with its key, closed. */
function kept(): string {
  const directory = stateDirectory();
  const { machine } = keptMachine(directory);
  for (const request of [ADD_EVENT, `0a 24 ${SDR}`, SET_ADDRESS, `06 47 02 02 ${SECRET}`]) ask(machine, request);
  machine.operate(({ httpsIdentity }) => httpsIdentity.replace({ cert: "a certificate", key: "its key" }));
  machine.close();
  return directory;
}

const state = (directory: string, ...args: readonly string[]) => runCli(["state", ...args, "--state", directory]);

test("show prints the stored state, without passwords and keys", async () => {
  const directory = kept();
  const { code, stdout } = await state(directory, "show");
  expect(code).toBe(0);
  expect(stdout.split("\n")[0]).toMatch(/^Controller +Part +Item +Value$/);
  expect(stdout).toMatch(/^0x20 +lan +ipAddress +"0a000005"$/m);
  expect(stdout).toMatch(/^0x20 +sel +records +1$/m);
  const json = await state(directory, "show", "--json");
  expect(JSON.parse(json.stdout).controllers["0x20"].values.users["2"].password).toBe("(hidden)");
  expect(json.stdout).toContain('"a certificate"');
  expect(stdout + json.stdout).not.toContain("its key");
  expect(stdout + json.stdout).not.toContain(SECRET.replaceAll(" ", "").slice(0, 12));
});

test("export and import copy state to another machine of any configuration", async () => {
  const directory = kept();
  const file = join(stateDirectory(), "bmc.json");
  const stderr = `exported the state of bmc to ${file}\n`;
  expect(await state(directory, "export", "--output", file)).toEqual({ code: 0, stdout: "", stderr });
  expect(statSync(file).mode % 0o1000).toBe(0o600);
  expect(await state(directory, "export")).toMatchObject({ code: 0, stdout: readFileSync(file, "utf8") });

  const other = stateDirectory();
  expect(await state(other, "import", file, "--machine", "bmc")).toMatchObject({
    code: 0,
    stderr: `imported ${file} as the state of bmc\n`,
  });
  const { machine, log } = keptMachine(other, { lan: { address: "10.9.9.9" } });
  expect(log()).toEqual([]);
  expect(ask(machine, GET_ADDRESS)).toBe("00 11 0a 00 00 05");
  expect(ask(machine, `06 47 02 03 ${SECRET}`)).toBe("00");
  expect(ask(machine, "0a 40")).toMatch(/^00 51 01 00/);
  expect(Buffer.from(machine.bmc.sdrs.records().at(-1) ?? []).toString("hex")).toMatch(/51c00820000102/);
  machine.close();
  // From now on, a change of that configuration is one.
  const changed = keptMachine(other, { lan: { address: "10.8.8.8" } });
  expect(ask(changed.machine, GET_ADDRESS)).toBe("00 11 0a 08 08 08");
});

describe("reset", () => {
  test("without --only makes the next start as configured", async () => {
    const directory = kept();
    const stderr = "deleted the state of bmc; the next start is as configured\n";
    expect(await state(directory, "reset")).toMatchObject({ code: 0, stderr });
    expect((await state(directory, "show")).stdout).toBe("bmc: nothing is kept; it starts as configured\n");
    expect(ask(keptMachine(directory).machine, "0a 40")).toMatch(/^00 51 00 00/);
  });

  test("with --only keeps the other parts", async () => {
    const directory = kept();
    expect(await state(directory, "reset", "--only", "sel", "--only", "sdr")).toMatchObject({ code: 0 });
    const { machine } = keptMachine(directory);
    expect(ask(machine, "0a 40")).toMatch(/^00 51 00 00/);
    expect(ask(machine, GET_ADDRESS)).toBe("00 11 0a 00 00 05");
    expect(machine.bmc.sdrs.size).toBe(keptMachine(stateDirectory()).machine.bmc.sdrs.size);
  });
});

describe("mistakes, with their remedy", () => {
  test.each<readonly [string, readonly string[], number, RegExp]>([
    ["a part that does not exist", ["reset", "--only", "lam"], 2, /^extern-bmc: --only is lam; did you mean lan\?\n$/],
    [
      "no such machine",
      ["show", "--machine", "vm1"],
      2,
      /: --machine is vm1; expected a machine with state in .*, which has bmc\n$/,
    ],
    ["no such file", ["import", "/nowhere.json"], 2, /: \/nowhere.json: there is no such file\n$/],
    ["a device", ["import", "/dev/zero"], 2, /: \/dev\/zero: not a regular file/],
    [
      "a file of another kind",
      ["import", "/proc/version"],
      2,
      /: \/proc\/version is not JSON: .*; expected a file that/,
    ],
    [
      "an output in a directory that does not exist",
      ["export", "-o", "/nowhere/vm.json"],
      2,
      /: \/nowhere\/vm.json cannot be written \(ENOENT\); choose another file\n$/,
    ],
  ])("%s", async (_, args, code, message) => {
    const result = await state(kept(), ...args);
    expect(result.stderr).toMatch(message);
    expect(result).toMatchObject({ code, stdout: "" });
  });

  test("no directory", async () => {
    const result = await runCli(["state", "show"]);
    expect(result.stderr).toMatch(
      /the state directory is missing; expected --state DIRECTORY, or state.directory in the configuration/,
    );
    expect(result.code).toBe(2);
  });

  test("a directory that does not exist", async () => {
    const result = await runCli(["state", "show", "--state", "/nowhere/state"]);
    expect(result).toMatchObject({
      code: 2,
      stderr:
        "extern-bmc: the state directory is /nowhere/state, which does not exist; expected one that a daemon has written\n",
    });
  });

  test.each([
    ["/proc/self", "there is no state in /proc/self; expected a directory that a daemon has written"],
    ["/dev/null", "the state directory /dev/null cannot be read (ENOTDIR); name another"],
  ])("%s as the directory", async (directory, message) => {
    expect((await state(directory, "show")).stderr).toBe(`extern-bmc: ${message}\n`);
  });

  test("several machines, none named", async () => {
    const directory = kept();
    copyFileSync(join(directory, "bmc.sqlite"), join(directory, "vm1.sqlite"));
    const result = await state(directory, "show");
    expect(result.stderr).toMatch(/--machine is missing; expected a machine with state in .*, which has bmc, vm1\n$/);
    expect(result.code).toBe(2);
  });

  test("a directory in use, with the daemon's process", async () => {
    const directory = stateDirectory();
    keptMachine(directory);
    const result = await state(directory, "show");
    expect(result.stderr).toMatch(
      new RegExp(`bmc.sqlite is in use by another daemon, process ${process.pid}; stop that one`),
    );
    expect(result.code).toBe(1);
  });

  test("a bad import changes nothing", async () => {
    const directory = kept();
    const file = join(stateDirectory(), "x.json");
    writeFileSync(file, "[]");
    const result = await state(directory, "import", file);
    expect(result.stderr).toMatch(/expected object/);
    expect(result.code).toBe(1);
    expect(ask(keptMachine(directory).machine, "0a 40")).toMatch(/^00 51 01 00/);
  });
});
