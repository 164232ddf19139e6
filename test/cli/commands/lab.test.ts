/** Wrong use of `lab`: exit code 2, one sentence, and nothing is written. */
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runCli } from "../../support/daemon/cli.ts";

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-cli-lab-"));
writeFileSync(join(directory, "good.yaml"), "name: vm0\n");
writeFileSync(join(directory, "qemu.sh"), "#!/nowhere/sh\n");
chmodSync(join(directory, "qemu.sh"), 0o755);
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
  {
    args: "lab run --qemu ./qemu.sh",
    stderr:
      "extern-bmc: cannot run ./qemu.sh: its first line names the interpreter /nowhere/sh, which does not exist; " +
      "say where QEMU is with --qemu PATH",
  },
  { args: "lab run --qemu=", stderr: "extern-bmc: --qemu is empty; expected the path of a QEMU" },
  { args: "run --qemu= -- -m 1G", stderr: "extern-bmc: --qemu is empty; expected the path of a QEMU" },
  {
    args: "lab firmware good.yaml --qemu a --qemu b",
    stderr: "extern-bmc: --qemu is given twice; lab firmware boots on one QEMU: run it once for each",
  },
  {
    args: "lab run --firmware good.yaml --host uefi",
    stderr:
      "extern-bmc: --host is for the lab's own guests, and --firmware boots your image in their place; leave it out",
  },
  {
    args: "lab run --scenario wrong-id --firmware good.yaml",
    stderr:
      "extern-bmc: --scenario is for the lab's own guests, and --firmware boots your image in their place; " +
      "name faults with --fault",
  },
  {
    args: "lab show wrong-idd",
    stderr: `extern-bmc: there is no scenario wrong-idd; expected a file, or one of wrong-id,
wrong-cmd, wrong-netfn, ff-id, truncated, slow-boot, too-long, echo,
many-smis, own-counter, silence, slow-bytes and 40 more; "extern-bmc
lab list" has all`,
  },
  {
    args: "lab firmware good.yaml --fault nevr",
    stderr: `extern-bmc: there is no fault nevr; expected a file, or one of never, busy,
ff-id, late, slow, empty, never-once, twice, wrong-id, late-once,
disconnect, every-third and 11 more; "extern-bmc lab firmware
--list-faults" has all`,
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
  expect(readdirSync(directory)).toEqual(["good.yaml", "qemu.sh"]);
});
