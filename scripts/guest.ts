/**
 * `npm run guest`: a small Linux of Debian's kernel, busybox, ipmitool and FreeIPMI, in a QEMU whose BMC is the daemon
 * of `npm start`. Opens a shell on this terminal; with a command after --, prints its output and exits with its exit
 * code. `-- --write DIRECTORY [COMMAND]` boots nothing: it writes that Linux as bzImage and initramfs.img, for a QEMU of
 * your own.
 */

import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { defaultQemu } from "../src/cli/options/qemu-option.ts";
import { runCli } from "../test/support/daemon/cli.ts";
import { prepareGuestFiles } from "../test/support/guest/guest-files.ts";
import { bootGuestWithBmc } from "../test/support/guest/guest-with-bmc.ts";
import { writeUnattendedGuest } from "../test/support/guest/unattended-guest.ts";
import { debian } from "../test/support/setup/debian-packages.ts";
import { installCommand, installMissing } from "../test/support/setup/install.ts";

const PACKAGES = [
  ...[debian.qemu, debian.linux, debian.busybox, debian.xz],
  ...[debian.ipmitool, debian.freeipmi, debian.freeipmiWatchdog],
];
/** Door of config/default.yaml. */
const DOOR = "unix:extern-bmc.sock";
/** Time limit of a command, far longer than a guest's driver takes to give up. */
const COMMAND_TIMEOUT_MS = 600_000;

/** Command of a written guest that has none of its own; its end ends the guest. */
const INTERACTIVE = "echo 'Try: ipmitool mc info. The guest ends with: exit'; setsid cttyhack sh";

const SHELL = `\
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
mount -t proc proc /proc; mount -t sysfs sysfs /sys; mount -t devtmpfs devtmpfs /dev
hostname guest; modprobe ipmi_si; modprobe ipmi_devintf
echo 'Try: ipmitool mc info. The guest ends with: poweroff -f'
while :; do setsid cttyhack sh; done`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const missing = await installMissing(PACKAGES);
  if (missing.length > 0) {
    console.error(`the guest needs Debian packages that are not installed; run: ${installCommand(missing)}`);
    return 1;
  }
  const [option, directory, ...words] = args;
  if (option === "--write") return write(directory, words.join(" "));
  const { code, stderr } = await runCli(["wait-ready", "--timeout", "10"]);
  if (code !== 0) {
    console.error(`${stderr}the guest's BMC is the daemon in another terminal; start it: npm start`);
    return 1;
  }
  return args.length === 0 ? shell() : run(args.join(" "));
}

/** Relative directories are those of the caller: npm runs this in the clone's own. */
function write(directory: string | undefined, command: string): number {
  if (directory === undefined) {
    console.error("--write needs a directory: npm run guest -- --write DIRECTORY [COMMAND]");
    return 2;
  }
  const path = resolve(process.env["INIT_CWD"] ?? ".", directory);
  writeUnattendedGuest(path, command || INTERACTIVE);
  console.log(`wrote bzImage and initramfs.img to ${path}`);
  return 0;
}

async function run(command: string): Promise<number> {
  await using guest = await bootGuestWithBmc({ addresses: [DOOR] }, { device: "isa-ipmi-bt", qemu: defaultQemu() });
  const { stdout, stderr, exitCode } = await guest.run(command, { timeoutMs: COMMAND_TIMEOUT_MS });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  return exitCode;
}

async function shell(): Promise<number> {
  const { stdout } = await runCli(["qemu-args", "--json", "--listen", DOOR]);
  const { kernelPath, initramfsPath } = prepareGuestFiles();
  const append = `console=ttyS0 quiet cryptomgr.notests no_timer_check rdinit=/bin/sh -- -c "${SHELL.replaceAll("\n", "; ")}"`;
  const boot = ["-kernel", kernelPath, "-initrd", initramfsPath, "-append", append];
  const machine = ["-machine", "pc", "-m", "256", "-nodefaults", "-display", "none", "-serial", "mon:stdio"];
  return spawnSync(defaultQemu(), [...machine, ...boot, ...JSON.parse(stdout)], { stdio: "inherit" }).status ?? 1;
}
