/** Modules of commands, named in the configuration: their answers, and the messages about unusable ones. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, test, vi } from "vitest";
import { loadCommandModules } from "../../src/daemon/command-modules.ts";
import { runCli } from "../support/daemon/cli.ts";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { VmExchange } from "../support/doors/vm-exchange.ts";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "extern-bmc-modules-"));
  mkdirSync(join(directory, "lib"));
});
afterAll(() => rmSync(directory, { recursive: true }));

function fileWith(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

/** A command that answers one byte. */
const command = (cmd: number, byte: number, more = "") =>
  `defineCommand({ name: "OEM", spec: "OEM", netFn: 0x30, cmd: ${cmd}, privilege: Privilege.User, ` +
  `request: empty, response: struct({ value: u8 }), handle: () => ({ value: ${byte} }), ${more} })`;
const IMPORTS = 'import { defineCommand, empty, IpmiError, Privilege, struct, u8 } from "extern-bmc";\n';

describe("commands of a module", () => {
  it("come after oemCommands and before the built-in ones, in .js and .ts, and refuse like those", async () => {
    const deviceId = command(1, 0x99, "netFn: 0x06");
    const refusal = command(4, 0, "handle: (): { value: number } => { throw new IpmiError(0x82, 'as asked'); }");
    fileWith("lib/one.ts", `${IMPORTS}export const two = ${command(2, 0x22)}, one = ${command(1, 0x21)};\n`);
    fileWith("lib/two.mjs", `${IMPORTS}export default ${deviceId};\nexport const help = 3;\n`);
    fileWith("lib/three.ts", `${IMPORTS}export const three = ${refusal};\nexport const again = three;\n`);
    const config = fileWith(
      "bmc.yaml",
      "listen: [tcp:127.0.0.1:0]\nmodules: [lib/one.ts, ./lib/two.mjs, lib/three.ts]\n" +
        'oemCommands: [{ netFn: 0x30, cmd: 1, data: "11" }]\n',
    );
    await using daemon = await startTestDaemon({ args: ["-c", config] });
    const qemu = await VmExchange.open(Number(daemon.address("tcp:").split(":").at(-1)));
    onTestFinished(() => qemu.close());
    expect(await qemu.ask("30 01")).toBe("00 11");
    expect(await qemu.ask("30 02")).toBe("00 22");
    expect(await qemu.ask("30 02 00")).toBe("c7");
    expect(await qemu.ask("06 01")).toBe("00 99");
    expect(await qemu.ask("30 04")).toBe("82");
    expect(await qemu.ask("30 05")).toBe("c1");
  });
});

describe("a module that cannot be used", () => {
  test.each([
    ["exports none", "export const fans = 4;", "exports no command, expected one that defineCommand made"],
    [
      "imports something that does not exist",
      'import { defineComand } from "extern-bmc";\nexport const fan = defineComand;',
      "cannot be loaded: The requested module 'extern-bmc' does not provide an export named 'defineComand' " +
        "(file://DIRECTORY/mine.ts:1)",
    ],
    ["throws", 'const fans = 4;\nthrow new Error("boom");', "cannot be loaded: boom (file://DIRECTORY/mine.ts:2:7)"],
    [
      "has the netFn of an answer",
      `${IMPORTS}export const fan = ${command(1, 1, "netFn: 0x31")};`,
      "exports fan, which is not a command: its netFn is 49 (0x31); expected an even number, as the netFn of a request is",
    ],
    [
      "has no layout",
      `${IMPORTS}export const fan = ${command(1, 1, "response: undefined")};`,
      "exports fan, which is not a command: its response is missing; " +
        "expected a layout such as struct({ fan: u8 }) or empty",
    ],
  ])("%s: check and serve say so", async (_title, text, says) => {
    fileWith("mine.ts", text);
    const config = fileWith("bmc.yaml", `listen: ["unix:${directory}/bmc.sock"]\nmodules: [mine.ts]\n`);
    const reason = `which ${says.replace("DIRECTORY", directory)}; correct the module, or leave it out`;
    const stderr = `${config}:2:11: modules[0] is ${directory}/mine.ts, ${reason}\n`;
    expect(await runCli(["check", config])).toEqual({ code: 2, stdout: "", stderr });
    expect(await runCli(["serve", "-c", config])).toEqual({ code: 2, stdout: "", stderr });
  });

  it("is missing: the message has the place in the configuration", async () => {
    const config = fileWith("bmc.yaml", "modules:\n  - nowhere.ts\n");
    const stderr = `${config}:2:5: modules[0] is ${directory}/nowhere.ts: there is no such file\n`;
    expect(await runCli(["check", config])).toEqual({ code: 2, stdout: "", stderr });
  });

  it("is reported once by check for machines that share it, with the place in the file that they extend", async () => {
    fileWith("mine.ts", "export {};");
    const base = fileWith("base.yaml", "modules:\n  - mine.ts\n");
    const config = fileWith("fleet.yaml", "extends: base.yaml\nmachines: [{ name: a }, { name: b }]\n");
    const { code, stderr } = await runCli(["check", config]);
    expect([code, stderr.split("\n")]).toEqual([
      2,
      [expect.stringContaining(`${base}:2:5: modules[0] is ${directory}/mine.ts, which exports no command`), ""],
    ]);
  });

  it("is given up after 10 s of loading", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const loading = loadCommandModules([fileWith("endless.mjs", "await new Promise(() => {});")]);
    const refused = expect(loading).rejects.toThrow(
      `modules[0] is ${directory}/endless.mjs, which cannot be loaded: not done after 10 s; does an await in it never end?`,
    );
    await vi.advanceTimersByTimeAsync(10_000);
    await refused;
  });
});
