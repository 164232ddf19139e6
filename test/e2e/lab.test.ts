import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { defaultQemu } from "../../src/cli/options/qemu-option.ts";
import { ENTRY } from "../support/daemon/entry.ts";
import { patchedQemu } from "../support/qemu/patched-qemu.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const RUN_TIMEOUT_MS = 600_000;

const folder = mkdtempSync(join(tmpdir(), "extern-bmc-lab-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A report in JSON has more than the 1 MiB that spawnSync keeps by default. */
const MAX_OUTPUT = 64 << 20;

function lab(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [ENTRY, "lab", ...args], {
    encoding: "utf8",
    maxBuffer: MAX_OUTPUT,
    timeout: RUN_TIMEOUT_MS,
  });
  return { status, stdout, stderr };
}

const SUBJECTS = [
  ["stock", () => defaultQemu(), "bt=strict,kcs=strict,ssif=strict"],
  ["ff", () => patchedQemu("TEST_QEMU_FF"), "bt=strict-or-ff,kcs=strict,ssif=strict"],
  ["any", () => patchedQemu("TEST_QEMU_ANY"), "bt=any,kcs=strict,ssif=strict"],
  ["timer-kept", () => patchedQemu("TEST_QEMU_TIMER_KEPT"), "bt=timer-kept,kcs=timer-kept,ssif=timer-kept"],
  [
    "timer-kept-unescaped",
    () => patchedQemu("TEST_QEMU_TIMER_KEPT_UNESCAPED"),
    "bt=timer-kept-unescaped,kcs=timer-kept-unescaped,ssif=timer-kept-unescaped",
  ],
  ["resets", () => patchedQemu("TEST_QEMU_RESETS"), "bt=resets,kcs=resets,ssif=resets"],
] as const;

describe("lab run", () => {
  it.each(SUBJECTS)("has the expected result of every scenario on the %s QEMU", (name, qemu, kinds) => {
    const junit = join(folder, `${name}.xml`);
    const { status, stdout, stderr } = lab("run", "--qemu", qemu(), "--expect", kinds, "--json", "--junit", junit);
    expect(stderr).not.toContain("expected");
    expect(status).toBe(0);
    const report = JSON.parse(stdout) as { results: { fits: string[] }[]; unmet: string[] };
    expect(report.unmet).toEqual([]);
    expect(report.results.length).toBeGreaterThanOrEqual(120);
    expect(readFileSync(junit, "utf8")).not.toContain("<failure");
    writeFileSync(join(folder, `${name}.json`), stdout);
  });

  it("has the findings of docs/acceptance.md", () => {
    const { status, stderr } = spawnSync(process.execPath, [join(ROOT, "scripts/acceptance.ts"), folder, "--check"], {
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });

  it.each(SUBJECTS)("has the same outcomes on the PCI devices of the %s QEMU", (name) => {
    type Row = { readonly interface: string; readonly scenario: string; readonly outcomes: readonly string[] };
    const { results } = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) as { results: readonly Row[] };
    const rowsOf = (via: string) =>
      results.filter((row) => row.interface === via).map(({ scenario, outcomes }) => [scenario, outcomes]);
    for (const via of ["bt", "kcs"]) {
      expect(rowsOf(`pci-${via}`).length).toBeGreaterThanOrEqual(25);
      expect(rowsOf(via)).toEqual(expect.arrayContaining(rowsOf(`pci-${via}`)));
    }
  });

  it("drives the devices of one bus", () => {
    const { status, stdout } = lab(
      "run",
      "--bus",
      "pci",
      "--scenario",
      "echo",
      "--scenario",
      "wrong-id",
      "--expect",
      "bt=strict,kcs=strict",
    );
    expect(stdout).toContain("ok   wrong-id  hang");
    expect(status).toBe(0);
  });

  it("exits with 1 when QEMU is of another kind than expected", () => {
    const { status, stderr } = lab(
      "run",
      "--scenario",
      "wrong-id",
      "--host",
      "qemu",
      "--bus",
      "isa",
      "--expect",
      "any",
    );
    expect(stderr.trimEnd().split("\n").at(-1)).toBe(
      "extern-bmc: expected bt: any; found bt: strict or strict-or-ff or resets (the scenarios that ran do not tell these apart)",
    );
    expect(status).toBe(1);
  });

  it("keeps the evidence of each run", () => {
    const kept = join(folder, "kept");
    lab("run", "--host", "qemu", "--scenario", "late-answer", "--keep", kept);
    expect(readdirSync(kept)).toEqual(["bt", "kcs", "pci-bt", "pci-kcs"].map((via) => `${via}-late-answer`));
    const read = (name: string) => readFileSync(join(kept, "bt-late-answer", name), "utf8");
    expect(read("command-line.txt")).toMatch(/^\S*qemu-system-x86_64 .*isa-ipmi-bt/);
    expect(read("bytes.txt")).toMatch(/4500\.000 ms BMC > QEMU {2}00 1c 01 00 /);
    expect(read("log.jsonl")).toContain('"msg":"answered"');
    expect(JSON.parse(read("result.json"))).toMatchObject({ outcomes: ["timed out", "accepted"] });
  });
});

describe("a lab run without a usable QEMU says so and reports no hang", () => {
  /** A QEMU that does this first. */
  const script = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\n${text}\nexec '${defaultQemu()}' "$@"\n`);
    chmodSync(path, 0o755);
    return path;
  };

  it("without the program", () => {
    const { status, stderr } = lab("run", "--qemu", "/nowhere/qemu");
    expect(stderr).toBe(
      "extern-bmc: cannot run /nowhere/qemu: there is no such program; say where QEMU is with --qemu PATH\n",
    );
    expect(status).toBe(2);
  });

  it("with an accelerator that this machine or this QEMU does not have: exit code 3", () => {
    const { status, stdout, stderr } = lab("run", "--qemu", patchedQemu("TEST_QEMU_ANY"), "--accel", "kvm");
    expect({ status, stdout, stderr }).toEqual({
      status: 3,
      stdout: "",
      stderr: "extern-bmc: --accel kvm: this QEMU was built without it; use another, or --accel tcg\n",
    });
  });

  it.each([
    [
      "System Management Mode not supported by this hypervisor.",
      "the KVM of this machine has no System Management Mode (virtual machines and some clouds have none); use a physical machine, or --accel tcg",
    ],
    [
      "Could not access KVM kernel module: No such file or directory",
      "this machine has no /dev/kvm; use one with KVM, or --accel tcg",
    ],
    [
      "Could not access KVM kernel module: Permission denied",
      "/dev/kvm may not be opened; join its group, or use --accel tcg",
    ],
    [
      "ioctl(KVM_CREATE_VM) failed: 16 Device or resource busy",
      "qemu: ioctl(KVM_CREATE_VM) failed: 16 Device or resource busy",
    ],
  ])("with a KVM of which QEMU says: %s", (complaint, reason) => {
    const qemu = script("no-kvm", `case "$*" in *kvm*) echo "qemu: ${complaint}" >&2; exit 1 ;; esac`);
    const { status, stderr } = lab("run", "--qemu", qemu, "--host", "firmware", "--accel", "kvm");
    expect(stderr).toBe(`extern-bmc: --accel kvm: ${reason}\n`);
    expect(status).toBe(3);
  });

  it("with a program that is not QEMU", () => {
    const { status, stderr } = lab("run", "--qemu", "/bin/true");
    expect(stderr).toMatch(/^extern-bmc: \/bin\/true is not a QEMU system emulator/m);
    expect(status).toBe(2);
  });

  it("with a QEMU without an IPMI device, in QEMU's own words", () => {
    const qemu = script(
      "no-device",
      'for a; do shift; set -- "$@" "$(echo "$a" | sed s/isa-ipmi-bt/isa-ipmi-none/)"; done',
    );
    const { status, stderr } = lab("run", "--qemu", qemu, "--scenario", "echo");
    expect(stderr).toContain("'isa-ipmi-none' is not a valid device model name");
    expect(stderr).not.toContain("hang");
    expect(status).toBe(1);
  });

  it("except through a wrapper script without exec, whose QEMU ends with it", () => {
    const wrapper = join(folder, "no-exec");
    const marker = mkdtempSync(join(tmpdir(), "no-exec-"));
    writeFileSync(wrapper, `#!/bin/sh\n'${defaultQemu()}' "$@"\n`);
    chmodSync(wrapper, 0o755);
    const env = { ...process.env, TMPDIR: marker };
    for (const host of ["qemu", "firmware"]) {
      const scenario = host === "qemu" ? "echo" : "smm-poll";
      const args = [ENTRY, "lab", "run", "--qemu", wrapper, "--host", host, "--bus", "isa", "--scenario", scenario];
      const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8", env, timeout: RUN_TIMEOUT_MS });
      expect(stdout).toMatch(/(?:echo|smm-poll) +accepted/);
      expect(status).toBe(0);
      expect(processesNaming(marker)).toEqual([]);
    }
    rmSync(marker, { recursive: true });
  });

  it("with a QEMU that dies in the middle", () => {
    const qemu = script("dies", '[ "$1" = -machine ] && case "$*" in *isa-ipmi*) (sleep 0.1; kill -9 $$) & esac');
    const { status, stderr } = lab("run", "--qemu", qemu, "--scenario", "silence-at-every-id", "--host", "qemu");
    // On a fast machine an attempt may be over before, and it may have hung.
    const died = stderr.slice(stderr.lastIndexOf("/4] "));
    expect(died).toContain("SIGKILL");
    expect(died).not.toContain("hang");
    expect(status).toBe(1);
  });
});

describe("Ctrl-C, a kill and a closed terminal end it without traces", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("%s ends the run and every QEMU, and leaves no files", async (signal, code) => {
    const own = mkdtempSync(join(tmpdir(), "extern-bmc-ctrl-c-"));
    const child = spawn(process.execPath, [ENTRY, "lab", "run", "--scenario", "silence-at-every-id"], {
      env: { ...process.env, TMPDIR: own },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
    await untilQemuRuns(own);
    child.kill(signal);
    expect(await exit).toBe(code);
    expect(processesNaming(own)).toEqual([]);
    expect(existsSync(own) ? readdirSync(own) : []).toEqual([]);
    rmSync(own, { recursive: true, force: true });
  });
});

it("SIGKILL ends the run, and the kernel ends its QEMU", async () => {
  const own = mkdtempSync(join(tmpdir(), "extern-bmc-killed-"));
  const child = spawn(process.execPath, [ENTRY, "lab", "run", "--scenario", "silence-at-every-id"], {
    env: { ...process.env, TMPDIR: own },
    stdio: "ignore",
  });
  await untilQemuRuns(own);
  child.kill("SIGKILL");
  await vi.waitFor(() => expect(processesNaming(own)).toEqual([]), PATIENCE);
  rmSync(own, { recursive: true, force: true });
});

async function untilQemuRuns(text: string): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (processesNaming(text).length === 0) {
    if (performance.now() > deadline) throw new Error("no QEMU was started");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Command lines of processes that name a path. */
function processesNaming(text: string): string[] {
  const { stdout } = spawnSync("ps", ["-eo", "args"], { encoding: "utf8" });
  return stdout.split("\n").filter((line) => line.includes("qemu-system") && line.includes(text));
}
