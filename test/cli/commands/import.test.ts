/** `extern-bmc import`: its command line. The readers have tests of their own. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runCli } from "../../support/daemon/cli.ts";

const directory = mkdtempSync(join(tmpdir(), "import-"));
afterAll(() => rmSync(directory, { recursive: true }));

describe("mistakes on the command line", () => {
  it.each([
    [
      [],
      "extern-bmc: nothing to import; give one of --sdr, --sensors, --fru, --sel, --mc-info, --lan, --users, --ipmi-sim, --vbmc, --sushy-emulator\n",
    ],
    [["--emu", "x"], "extern-bmc: --emu goes with --ipmi-sim\n"],
    [["--ipmi-sim", "x", "--lan", "y"], "extern-bmc: --ipmi-sim goes without --lan\n"],
    [["--vbmc", "x", "--sushy-emulator", "y"], "extern-bmc: --vbmc goes without --sushy-emulator\n"],
    [["--sushy-emulator", "x", "--name", "y"], "extern-bmc: --sushy-emulator goes without --name\n"],
    [["--fru", "board.fru"], 'extern-bmc: --fru is "board.fru"; expected ID=FILE, such as 0=board.fru\n'],
    [["--mc-info", "/none"], "extern-bmc: /none: there is no such file\n"],
    [
      ["--ipmi-sim", "/dev/null"],
      "extern-bmc: /dev/null: not a regular file; expected one, not a FIFO, socket or device\n",
    ],
    [
      ["--ipmi-sim", "/proc/version"],
      "extern-bmc: /proc/ipmi_sim.emu: there is no such file; ipmi_sim's command file is named by --emu\n",
    ],
    [["--sdr", "/dev/zero"], "extern-bmc: /dev/zero: not a regular file; expected one, not a FIFO, socket or device\n"],
  ])("%j", async (args, stderr) => {
    expect(await runCli(["import", ...args])).toEqual({ code: 2, stdout: "", stderr });
  });
});

it("writes to standard output or to a file, and reports omissions both times", async () => {
  const file = join(directory, "mc.txt");
  writeFileSync(file, "Device ID : 32\nColour : blue\n");
  const note = `${file}:2: dropped: Colour: blue: there is no setting for it\n`;
  const yaml = `# Written by extern-bmc import.\n# Not taken over, or not as it was:\n#   ${note}\ndevice: { id: 0x20 }\n`;
  expect(await runCli(["import", "--mc-info", file])).toEqual({ code: 0, stdout: yaml, stderr: note });
  const output = join(directory, "machine.yaml");
  const run = await runCli(["import", "--mc-info", file, "-o", output]);
  expect(run).toEqual({ code: 0, stdout: "", stderr: `${note}${output}: ok, 1 note\n` });
  expect(readFileSync(output, "utf8")).toBe(yaml);
  const nowhere = join(directory, "nowhere", "machine.yaml");
  expect((await runCli(["import", "--mc-info", file, "-o", nowhere])).stderr).toContain(
    `extern-bmc: ${nowhere} cannot be written (ENOENT)`,
  );
});

it("refuses a configuration of sushy-emulator without machines, and writes one that has some for its user only", async () => {
  const [file, output] = [join(directory, "emulator.conf"), join(directory, "sushy.yaml")];
  const importing = ["import", "--sushy-emulator", file, "-o", output];
  writeFileSync(file, "SUSHY_EMULATOR_LISTEN_PORT = 8000\n");
  expect(await runCli(importing)).toMatchObject({ code: 2, stderr: expect.stringContaining("ALLOWED_INSTANCES") });
  writeFileSync(file, "SUSHY_EMULATOR_ALLOWED_INSTANCES = ['vm0']\n");
  expect((await runCli(importing)).code).toBe(0);
  expect(statSync(output).mode & 0o777).toBe(0o600);
});

it("writes a file with passwords for its user only", async () => {
  const domain = join(directory, "vbmc", "vm0");
  mkdirSync(domain, { recursive: true });
  writeFileSync(
    join(domain, "config"),
    "[VirtualBMC]\nusername = admin\npassword = secret\ndomain_name = vm0\nport = 6230\n",
  );
  const output = join(directory, "vms.yaml");
  expect((await runCli(["import", "--vbmc", join(directory, "vbmc"), "-o", output])).code).toBe(0);
  expect(statSync(output).mode & 0o777).toBe(0o600);
});
