/** Wrong use of `lab`: exit code 2, one sentence, and nothing is written. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runCli } from "../../support/daemon/cli.ts";

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-cli-lab-"));
writeFileSync(join(directory, "good.yaml"), "name: vm0\n");
afterAll(() => rmSync(directory, { recursive: true }));

test.each<{ args: string; stderr: string }>([
  {
    args: "lab run --qemu nowhere/qemu",
    stderr: "extern-bmc: cannot run nowhere/qemu: there is no such program; say where QEMU is with --qemu PATH",
  },
  {
    args: "lab run --qemu .",
    stderr: "extern-bmc: cannot run .: it is not a program that may be run; say where QEMU is with --qemu PATH",
  },
  { args: "lab run --cpus 2 --host firmware", stderr: "extern-bmc: --cpus needs --host uefi" },
  { args: "lab run --ovmf OVMF_CODE.fd", stderr: "extern-bmc: --ovmf needs --host uefi" },
  { args: "lab run --acceptance any", stderr: "extern-bmc: --acceptance needs --host model" },
  {
    args: "lab run --host firmware --bus pci",
    stderr: "extern-bmc: --bus pci is for the qemu host; leave it out for --host firmware",
  },
  {
    args: "lab run --host model --junit nowhere/lab.xml",
    stderr: "extern-bmc: --junit: nowhere/lab.xml cannot be written (ENOENT); choose another",
  },
  {
    args: "lab run --host model --keep /proc/x/y",
    stderr: "extern-bmc: --keep: /proc/x/y cannot be written (ENOENT); choose another",
  },
  {
    args: "lab run --host model --keep good.yaml",
    stderr: "extern-bmc: --keep: good.yaml cannot be written (it is no folder); choose another",
  },
])("$args", async ({ args, stderr }) => {
  const result = await runCli(args.split(" "), { cwd: directory });
  expect(result).toEqual({ code: 2, stdout: "", stderr: `${stderr}\n` });
  expect(readdirSync(directory)).toEqual(["good.yaml"]);
});
