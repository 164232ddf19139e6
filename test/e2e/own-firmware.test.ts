/** `lab firmware` on a real QEMU: firmware of a few bytes that treats its BMC in five ways, SeaBIOS, and Debian's OVMF. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ENTRY } from "../support/daemon/entry.ts";
import { ovmfWithDriver } from "../support/lab/ovmf-with-driver.ts";
import { TINY_SIGN, type TinyKind, tinyFirmware } from "../support/lab/tiny-firmware.ts";

const RUN_TIMEOUT_MS = 240_000;
const OVMF = "/usr/share/OVMF/OVMF_CODE_4M.fd";
const OVMF_VARIABLES = "/usr/share/OVMF/OVMF_VARS_4M.fd";

const folder = mkdtempSync(join(tmpdir(), "extern-bmc-own-firmware-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const KINDS = ["polls for ever", "gives up", "does not care", "retries for ever", "does not ask"] as const;
const romOf = (kind: TinyKind) => join(folder, `${kind.replaceAll(" ", "-")}.rom`);
beforeAll(() => {
  for (const kind of KINDS) writeFileSync(romOf(kind), tinyFirmware(kind));
});

function lab(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [ENTRY, "lab", ...args], {
    encoding: "utf8",
    timeout: RUN_TIMEOUT_MS,
  });
  return { status, stdout, stderr };
}

const faults = (...names: readonly string[]) => names.flatMap((name) => ["--fault", name]);
const tiny = (kind: TinyKind, ...args: readonly string[]) =>
  lab("firmware", romOf(kind), "--until", TINY_SIGN, "--limit", "12", ...args);

interface Report {
  readonly faultless: { readonly end: string; readonly requests: number };
  readonly results: readonly { readonly fault: string; readonly outcome: string; readonly extraMs?: number }[];
}
const outcomesIn = (stdout: string) =>
  Object.fromEntries((JSON.parse(stdout) as Report).results.map(({ fault, outcome }) => [fault, outcome]));

describe("firmware that", () => {
  it.each([
    ["polls for ever", { "wrong-id": "hangs", never: "boots late", busy: "boots", "silence-at-a0": "hangs" }],
    ["gives up", { "wrong-id": "boots late", never: "boots late", busy: "boots", "silence-at-a0": "boots late" }],
    ["does not care", { "wrong-id": "boots", never: "boots", busy: "boots", "silence-at-a0": "boots" }],
    ["retries for ever", { "wrong-id": "hangs", busy: "repeats for ever", disconnect: "boots" }],
  ] as const)("%s", { timeout: RUN_TIMEOUT_MS }, (kind, expected) => {
    const { status, stdout } = tiny(kind, ...faults(...Object.keys(expected)), "--json");
    expect(outcomesIn(stdout)).toEqual(expected);
    expect(status).toBe(0);
  });

  it("does not ask: the faults are not tried, and an expectation is not met", { timeout: RUN_TIMEOUT_MS }, () => {
    const alone = tiny("does not ask");
    expect(alone.stderr).toContain("sent no IPMI request on bt, so no fault can reach it");
    expect(alone.status).toBe(0);
    expect(tiny("does not ask", "--expect", "boots").status).toBe(1);
  });

  it("waits for 5 s is that much late, on a busy host too", { timeout: RUN_TIMEOUT_MS }, () => {
    const { stdout } = tiny("gives up", ...faults("wrong-id"), "--json");
    const [result] = (JSON.parse(stdout) as Report).results;
    // The firmware counts the changes of a clock of seconds, and the processor's accounts are read a moment later.
    expect(result?.extraMs).toBeGreaterThan(3500);
    expect(result?.extraMs).toBeLessThan(8000);
  });
});

it("OVMF with a driver that gives up after 5 s boots late, by what it waited", {
  timeout: RUN_TIMEOUT_MS,
}, async () => {
  const image = join(folder, "ovmf.fd");
  writeFileSync(image, await ovmfWithDriver());
  const args = [image, "--vars", OVMF_VARIABLES, "--smm", ...faults("wrong-id", "never-once", "busy"), "--json"];
  const { stdout } = lab("firmware", ...args);
  expect((JSON.parse(stdout) as Report).faultless).toMatchObject({ end: "booted", requests: 3 });
  expect(outcomesIn(stdout)).toEqual({ "wrong-id": "boots late", "never-once": "boots late", busy: "boots" });
});

describe("the report", () => {
  it("says what is not as expected, in the exit code and in JUnit too", { timeout: RUN_TIMEOUT_MS }, () => {
    const [junit, keep] = [join(folder, "boots.xml"), join(folder, "kept")];
    const args = [
      "--firmware",
      romOf("gives up"),
      "--until",
      TINY_SIGN,
      "--limit",
      "12",
      ...faults("busy", "wrong-id"),
    ];
    const { status, stdout, stderr } = lab("run", ...args, "--expect", "on-time", "--junit", junit, "--keep", keep);
    expect(stdout).toMatch(/^none +boots +\d\.\d s +1 +The BMC answers/m);
    expect(stdout).toMatch(/^busy +boots +\d\.\d s +[+-]\d\.\d s +1 +1 +Every request is refused/m);
    expect(stdout).toMatch(/^wrong-id +boots late \(!\) +\d\.\d s +\+\d\.\d s +1 +1 +Every answer/m);
    expect(stderr).toContain("extern-bmc: wrong-id: expected on-time, and it boots late");
    expect(status).toBe(1);
    expect(readFileSync(junit, "utf8")).toContain('failures="1"');
    expect(readdirSync(keep)).toEqual(["busy", "none", "wrong-id"]);
    expect(readFileSync(join(keep, "none/debug.log"), "utf8")).toContain(TINY_SIGN);
    expect(readFileSync(join(keep, "wrong-id/bytes.txt"), "utf8")).toMatch(/BMC > QEMU {2}01 1c 01 00 /);
  });

  it("says what to do if the firmware does not boot without a fault", { timeout: RUN_TIMEOUT_MS }, () => {
    const { status, stdout, stderr } = lab("firmware", romOf("gives up"), "--limit", "2");
    expect(stderr).toContain("the firmware did not boot, even without a fault");
    expect(stderr).toContain(`  ${TINY_SIGN}`);
    expect(stderr).toContain("--until TEXT");
    expect(stdout).toBe("");
    expect(status).toBe(1);
  });

  it("has QEMU's own words if QEMU refuses the arguments after --", { timeout: RUN_TIMEOUT_MS }, () => {
    const { status, stderr } = tiny("gives up", "--", "-device", "no-such-device");
    expect(stderr).toContain("'no-such-device' is not a valid device model name");
    expect(status).toBe(1);
  });
});

describe("real firmware boots the disk that shows it, and asks nothing", () => {
  it.each([
    ["SeaBIOS, from -bios", ["/usr/share/seabios/bios-256k.bin", "--interface", "kcs", "--", "-machine", "pc"]],
    ["OVMF, from flash", [OVMF, "--vars", OVMF_VARIABLES, "--interface", "ssif", "--", "-smp", "2"]],
  ])("%s", { timeout: RUN_TIMEOUT_MS }, (_title, args) => {
    const { status, stdout, stderr } = lab("firmware", "--json", ...args);
    expect(stderr).toContain("sent no IPMI request");
    expect((JSON.parse(stdout) as Report).faultless).toMatchObject({ end: "booted", requests: 0 });
    expect(status).toBe(0);
  });
});

it("Ctrl-C ends QEMU and leaves no files", { timeout: RUN_TIMEOUT_MS }, async () => {
  const own = mkdtempSync(join(tmpdir(), "extern-bmc-ctrl-c-"));
  const child = spawn(process.execPath, [ENTRY, "lab", "firmware", romOf("gives up"), "--until", "never"], {
    env: { ...process.env, TMPDIR: own },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const deadline = performance.now() + 60_000;
  while (qemusNaming(own).length === 0) {
    if (performance.now() > deadline) throw new Error("no QEMU was started");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child.kill("SIGINT");
  expect(await exit).toBe(130);
  expect(qemusNaming(own)).toEqual([]);
  expect(readdirSync(own)).toEqual([]);
  rmSync(own, { recursive: true });
});

function qemusNaming(text: string): string[] {
  const { stdout } = spawnSync("ps", ["-eo", "args"], { encoding: "utf8" });
  return stdout.split("\n").filter((line) => line.includes("qemu-system") && line.includes(text));
}
