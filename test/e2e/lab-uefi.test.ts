// The UEFI host on real QEMUs: Debian's OVMF with our drivers, in DXE and in System Management Mode.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { defaultQemu } from "../../src/cli/options/qemu-option.ts";
import { ENTRY } from "../support/daemon/entry.ts";
import { patchedQemu } from "../support/qemu/patched-qemu.ts";

const ROOT = join(import.meta.dirname, "../..");
/** A run takes less than 3 minutes on two quiet cores; a boot may take minutes on a loaded machine. */
const RUN_TIMEOUT_MS = 1_200_000;

const folder = mkdtempSync(join(tmpdir(), "extern-bmc-uefi-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function labUefi(...args: readonly string[]) {
  return spawnSync(process.execPath, [ENTRY, "lab", "run", "--host", "uefi", ...args], {
    encoding: "utf8",
    timeout: RUN_TIMEOUT_MS,
  });
}

const SUBJECTS = [
  ["stock", () => defaultQemu(), "bt=strict,kcs=strict"],
  ["ff", () => patchedQemu("TEST_QEMU_FF"), "bt=strict-or-ff,kcs=strict"],
  ["any", () => patchedQemu("TEST_QEMU_ANY"), "bt=any,kcs=strict"],
] as const;

describe("lab run --host uefi", () => {
  it.each(SUBJECTS)(
    "has the expected result of every scenario on the %s QEMU",
    (name, qemu, kinds) => {
      const { status, stdout, stderr } = labUefi("--qemu", qemu(), "--expect", kinds, "--json");
      expect(stderr).not.toContain("expected");
      expect(status).toBe(0);
      const report = JSON.parse(stdout) as { results: { scenario: string; host: string }[] };
      expect(new Set(report.results.map(({ host }) => host))).toEqual(new Set(["uefi"]));
      expect(report.results.length).toBeGreaterThanOrEqual(15);
      writeFileSync(join(folder, `${name}.json`), stdout);
    },
    RUN_TIMEOUT_MS,
  );

  it("has the findings of docs/acceptance.md", () => {
    const args = [join(ROOT, "scripts/acceptance.ts"), folder, "--uefi", "--check"];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });

  it.each([
    ["4", "single"],
    ["2", "multi"],
  ])(
    "polls in System Management Mode with %s vCPUs and thread=%s",
    (cpus, thread) => {
      const scenarios = ["--scenario", "smm-poll", "--scenario", "smm-other-cpu"];
      const { status, stdout, stderr } = labUefi("--cpus", cpus, "--tcg-thread", thread, ...scenarios);
      expect(stderr).toContain("accepted");
      expect(stdout).not.toContain("DIFF");
      expect(status).toBe(0);
    },
    RUN_TIMEOUT_MS,
  );

  it.each([
    ["timer-kept-unescaped", () => patchedQemu("TEST_QEMU_TIMER_KEPT_UNESCAPED"), "timed out, accepted"],
    ["resets", () => patchedQemu("TEST_QEMU_RESETS"), "hang, accepted"],
  ])(
    "goes on after a hang and a reset of the platform on the %s QEMU",
    (kind, qemu, outcomes) => {
      const { status, stdout } = labUefi("--qemu", qemu(), "--expect", kind, "--scenario", "smm-reset-while-busy");
      expect(stdout).toContain(`ok   smm-reset-while-busy  ${outcomes}`);
      expect(status).toBe(0);
    },
    RUN_TIMEOUT_MS,
  );

  it("has no threads of TCG under KVM", () => {
    const { status, stderr } = labUefi("--accel", "kvm", "--tcg-thread", "multi");
    expect(stderr).toBe("extern-bmc: --tcg-thread is for TCG; leave it out with --accel kvm\n");
    expect(status).toBe(2);
  });

  it.each([
    ["powers the machine off", "00 02 00", "QEMU ended (exit code 0)"],
    ["resets the machine", "00 02 03", "the machine was reset before the drivers were done"],
  ])(
    "has no finding when the BMC %s",
    (_what, request, why) => {
      const file = join(folder, "power.yaml");
      const text = `title: Power\nwhy: Power.\ninterfaces: [bt]\nhost: uefi\nbmc: {}\nexpect: { strict: [accepted, nothing] }`;
      writeFileSync(file, `${text}\nguest:\n  - { request: "${request}" }\n  - wait: 3000\n  - wait: 60000\n`);
      const { status, stderr } = labUefi("--scenario", file);
      expect(stderr).toContain(why);
      expect(status).toBe(1);
    },
    RUN_TIMEOUT_MS,
  );

  it("names an OVMF without System Management Mode", () => {
    const { status, stderr } = labUefi("--ovmf", "/usr/share/OVMF/OVMF_CODE_4M.fd", "--scenario", "smm-poll");
    expect(stderr).toContain("images with secboot in their names have some");
    expect(status).toBe(2);
  });

  it("names a file that does not exist, and the package", () => {
    const { status, stderr } = labUefi("--ovmf", "/nonexistent/OVMF_CODE.fd", "--scenario", "smm-poll");
    expect(stderr).toContain(
      "cannot be read (ENOENT); install Debian's package ovmf, or name another with --ovmf PATH",
    );
    expect(status).toBe(2);
  });
});
