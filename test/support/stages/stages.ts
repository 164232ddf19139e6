/** Everything `npm test` runs, in this order: the quick ones first. */

import { buildPackage } from "../setup/built-package.ts";
import { debian, QEMU_BUILD_PACKAGES } from "../setup/debian-packages.ts";
import { debianQemuVariables } from "../setup/debian-qemus.ts";
import { BUILDS_OF_10_2, HOST_BUILDS, patchedQemuVariables } from "../setup/patched-qemu.ts";
import { atOnce, cases, inTurn, program, type Stage, stage, suite, task } from "./stage.ts";

/** Clients of IPMI over LAN, and programs that read entries of `extern-bmc doors`. */
const LAN_CLIENT_PACKAGES = [
  debian.ipmitool,
  debian.freeipmi,
  debian.freeipmiWatchdog,
  debian.openipmi,
  debian.ipmiutil,
  debian.pyghmi,
  debian.pyipmi,
  debian.nmap,
  debian.fenceAgents,
  debian.powerman,
  debian.conserver,
  debian.ipmiExporter,
  debian.ansible,
  debian.kubectl,
];

const E2E_PACKAGES = [
  ...LAN_CLIENT_PACKAGES,
  debian.qemu,
  debian.qemuPpc,
  debian.linux,
  debian.busybox,
  debian.xz,
  debian.ovmf,
  debian.openssl,
  debian.iproute2,
  debian.faketime,
  debian.tshark,
  debian.systemd,
  debian.python,
  debian.sushy,
  debian.redfishtool,
  debian.ironic,
  debian.ironicclient,
  debian.ilorest,
  debian.binutils,
  debian.chromium,
  debian.procps,
  debian.zsh,
  debian.fish,
  ...QEMU_BUILD_PACKAGES,
];

const PAGES_PACKAGES = [
  ...E2E_PACKAGES,
  debian.curl,
  debian.libvirtClients,
  debian.libvirtDaemon,
  debian.libvirtQemu,
  debian.libxml2,
  debian.pytest,
  debian.python,
  debian.snmptrapd,
];

const script = (...args: readonly string[]) => program("node", "--disable-warning=ExperimentalWarning", ...args);

export const STAGES: readonly Stage[] = [
  stage(
    "types",
    "TypeScript, tests and the web page included",
    atOnce(program("tsc", "--noEmit"), program("tsc", "-p", "web")),
  ),
  stage("lint", "Biome: lint and format", program("biome", "check", "--error-on-warnings", ".")),
  stage("unused", "knip: files, exports and dependencies that nothing uses", program("knip")),
  stage("generated", "generated files are up to date", program("node", "scripts/generate.ts", "--check")),
  stage("built", "the package, as later stages start it", task(buildPackage)),
  suite("unit", "no program but our own, and openssl for certificates", {
    packages: [debian.openssl],
    flags: ["--maxWorkers=2"],
    minutes: 3,
  }),
  stage(
    "lasting",
    "inputs that coverage steers, a million requests and a million LAN datagrams at random, and a daemon under mixed load: no crash, no hang, no leak, no change by what is refused",
    atOnce(
      inTurn(script("test/fuzz/run.ts", "--minutes", "2"), cases("random", { flags: ["--maxWorkers=1"] })),
      script("test/endurance/run.ts", "--minutes", "5"),
    ),
    { minutes: 5.5 },
  ),
  suite("e2e", "QEMU, stock and patched, ipmitool, ipmi_sim", {
    packages: E2E_PACKAGES,
    variables: () => patchedQemuVariables(HOST_BUILDS),
    builds: [HOST_BUILDS],
    flags: ["--maxWorkers=3"],
    minutes: 15,
  }),
  suite("linux", "a Linux guest, ipmitool and FreeIPMI in it", {
    packages: E2E_PACKAGES,
    flags: ["--maxWorkers=3"],
    minutes: 3,
  }),
  suite("newer-qemu", "newer QEMUs: the lab on each, 10.2 stock and patched, and the tests of QEMU on the newest", {
    packages: E2E_PACKAGES,
    variables: () => ({ ...debianQemuVariables(), ...patchedQemuVariables(BUILDS_OF_10_2) }),
    builds: [BUILDS_OF_10_2],
    flags: ["--maxWorkers=3"],
    minutes: 6,
  }),
  suite("pages", "the README and docs/ as their readers follow them", {
    packages: PAGES_PACKAGES,
    variables: () => patchedQemuVariables(HOST_BUILDS),
    builds: [HOST_BUILDS],
    minutes: 3,
    flags: ["--maxWorkers=3"],
  }),
  suite("packaging", "npm pack, installed elsewhere, answers from dist/"),
  stage("container", "the Dockerfile, built and run by buildah", program("node", "scripts/container.ts"), {
    packages: [debian.buildah, debian.busybox],
    needsRoot: true,
    minutes: 0.5,
  }),
];
