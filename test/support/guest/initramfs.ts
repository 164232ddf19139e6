/** The guest's file system: Debian's own programs and kernel modules from this machine, and our init. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { debian } from "../setup/debian-packages.ts";
import { type DebianKernel, modulesDirectory } from "./debian-kernel.ts";
import { kernelModules } from "./kernel-modules.ts";
import { type ArchiveEntry, newcArchive } from "./newc-archive.ts";
import { findProgram, sharedLibraries } from "./programs.ts";

/** Loaded by the guest's init (button, evdev) or by the tests. */
const MODULES = [
  ...["ipmi_msghandler", "ipmi_devintf", "ipmi_si", "ipmi_ssif", "ipmi_poweroff", "ipmi_watchdog", "acpi_ipmi"],
  // The bus of an SSIF BMC, and the power button's driver.
  ...["i2c_i801", "i2c_piix4", "i2c_dev", "button", "evdev"],
];

const PROGRAMS = [
  { from: debian.freeipmiWatchdog, names: ["bmc-watchdog"] },
  { from: debian.ipmitool, names: ["ipmitool"] },
  {
    from: debian.freeipmi,
    names: [
      ...["bmc-config", "bmc-device", "bmc-info", "ipmi-chassis", "ipmi-chassis-config", "ipmi-config", "ipmi-dcmi"],
      ...["ipmi-fru", "ipmi-oem", "ipmi-pef-config", "ipmi-raw", "ipmi-sel", "ipmi-sensors", "ipmi-sensors-config"],
    ],
  },
];

const FIRST_ENTERPRISE_LEFT_OUT = 1000;

const EMPTY_DIRECTORIES = ["/dev", "/proc", "/sys", "/tmp", "/root"];

/** Returns the same bytes for the same contents. Throws an error that names a missing Debian package. */
export function buildInitramfs(kernel: DebianKernel): Buffer {
  const programs = PROGRAMS.flatMap(({ from, names }) => names.map((name) => findProgram(name, from)));
  const contents: ArchiveEntry[] = [
    { kind: "file", path: "/init", mode: 0o755, content: readFileSync(join(import.meta.dirname, "init.sh")) },
    { kind: "characterDevice", path: "/dev/console", major: 5, minor: 1 },
    ...busybox(),
    ...programs.map(fromHost),
    ...sharedLibraries(programs).map(fromHost),
    ...modules(kernel),
    // FreeIPMI asks who it is, to find the home in which it keeps its SDR cache.
    text("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n"),
    ...enterpriseNumbers(),
  ];
  const directories = contents.flatMap(({ path }) => ancestors(path)).concat(EMPTY_DIRECTORIES);
  return newcArchive([
    ...[...new Set(directories)].sort().map((path): ArchiveEntry => ({ kind: "directory", path })),
    ...contents,
  ]);
}

function fromHost(path: string): ArchiveEntry {
  return { kind: "file", path, mode: 0o755, content: readFileSync(path) };
}

function text(path: string, content: string): ArchiveEntry {
  return { kind: "file", path, mode: 0o644, content: Buffer.from(content) };
}

/** ipmitool reads all of its registry at each start, half a second for 60,000 names in the guest: it gets the first. */
function enterpriseNumbers(): ArchiveEntry[] {
  const path = "/usr/share/misc/enterprise-numbers.txt";
  if (!existsSync(path)) return [];
  const registry = readFileSync(path, "utf8");
  return [text(path, registry.slice(0, registry.indexOf(`\n${FIRST_ENTERPRISE_LEFT_OUT}\n`) + 1))];
}

function busybox(): ArchiveEntry[] {
  const path = findProgram("busybox", debian.busybox);
  const applets = execFileSync(path, ["--list"], { encoding: "utf8" }).trim().split("\n");
  return [
    { kind: "file", path: "/bin/busybox", mode: 0o755, content: readFileSync(path) },
    ...applets
      .filter((applet) => applet !== "busybox")
      .map((applet): ArchiveEntry => ({ kind: "symlink", path: `/bin/${applet}`, target: "busybox" })),
  ];
}

function modules(kernel: DebianKernel): ArchiveEntry[] {
  const found = kernelModules(kernel, MODULES);
  const directory = modulesDirectory(kernel.release);
  const dependencies = found.map(({ path, needs }) => `${path}: ${needs.join(" ")}\n`).join("");
  return [
    ...found.map(({ path, content }): ArchiveEntry => {
      return { kind: "file", path: join(directory, path), mode: 0o644, content };
    }),
    text(join(directory, "modules.dep"), dependencies),
    fromHost(join(directory, "modules.builtin")),
  ];
}

/** "/usr/bin/x" → "/usr", "/usr/bin". */
function ancestors(path: string): string[] {
  const parent = dirname(path);
  return parent === "/" ? [] : [...ancestors(parent), parent];
}
