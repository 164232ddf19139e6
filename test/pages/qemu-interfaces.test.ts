/** The tables of docs/qemu.md: every interface as Linux finds it, and what the BMC does to QEMU. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Qemu } from "../../src/lab/qemu/qemu-process.ts";
import { runCli } from "../support/daemon/cli.ts";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { blocks, bmcsFound, QemuPage, rowsBelow, spelledOut } from "../support/pages/qemu-page.ts";
import { startConnectedQemu } from "../support/qemu/register-guest.ts";

const EFFECT_TIMEOUT_MS = 120_000;
const PATIENCE = { timeout: EFFECT_TIMEOUT_MS };

const twoInterfaces = blocks.find((block) => block.includes("kcs.sock")) ?? "";
const [qemuArgs = ""] = /extern-bmc qemu-args [^)]*/.exec(twoInterfaces) ?? [];
const BT = "-device isa-ipmi-bt,bmc=ipmi0";

const here = new QemuPage();
beforeAll(() => here.prepare());
afterAll(() => here[Symbol.dispose]());

describe("interfaces", () => {
  const INTERRUPTS: Readonly<Record<string, RegExp>> = { "of PCI": /Using irq \d/, none: /^(?!.*Using irq)/s };

  test.each(rowsBelow("## Choose an interface"))("%s, interrupt: %s", async (device = "", interrupt = "") => {
    const line = spelledOut.replace(BT, device);
    expect(line).toContain(device);
    const text = await here.run(line);
    expect(bmcsFound(text)).toBe(1);
    expect(text).toMatch(INTERRUPTS[interrupt] ?? new RegExp(`Using irq ${interrupt}\\b`));
    const kind = /ipmi-(bt|kcs)/.exec(device)?.[1];
    expect(text).toContain(kind ? `IPMI ${kind} interface initialized` : "SSIF interface at i2c address 0x10");
  });

  test("SSIF at no address", async () => {
    expect(bmcsFound(await here.run(spelledOut.replace(BT, "-device smbus-ipmi,bmc=ipmi0")))).toBe(0);
  });

  test.each(rowsBelow("### Two interfaces, one BMC"))("%s and %s: %s", async (one = "", other = "", count = "") => {
    const { output: flags } = await here.attempt(qemuArgs);
    const line = twoInterfaces
      .replace(`$(${qemuArgs})`, flags.trimEnd())
      .replace(BT, `-device ${one},bmc=ipmi0`)
      .replace("-device isa-ipmi-kcs,bmc=ipmi1,irq=7", `-device ${other},bmc=ipmi1`);
    expect(line).toContain(`${other},bmc=ipmi1`);
    const text = await here.run(line);
    expect(bmcsFound(text)).toBe(Number(count));
    expect(text.includes("interfacing existing BMC")).toBe(count === "2");
  });

  test("two at one BMC", async () => {
    const { code, output } = await here.attempt(`${spelledOut.trimEnd()} -device isa-ipmi-kcs,bmc=ipmi0`);
    expect(code).toBe(1);
    expect(output).toContain("BMC object is already in use");
  });
});

/** In the page's words. */
const EFFECTS: Readonly<Record<string, (qemu: Qemu) => Promise<unknown>>> = {
  "ends with exit code 0": async ({ ended }) => expect(await ended).toBe("exit code 0"),
  "stays connected, paused (info status: shutdown)": ({ qmp }) =>
    expect.poll(() => qmp.execute("query-status"), PATIENCE).toMatchObject({ running: false, status: "shutdown" }),
  "is reset": ({ qmp }) => qmp.takeEvent("RESET", EFFECT_TIMEOUT_MS),
  "presses the ACPI power button": ({ qmp }) => qmp.takeEvent("POWERDOWN", EFFECT_TIMEOUT_MS),
};

describe("effects of the BMC on QEMU", () => {
  test.each(rowsBelow("## What the BMC does to QEMU"))("%s, %s: %s", async (action = "", flags = "", effect = "") => {
    await using daemon = await startTestDaemon({ args: ["--listen", "tcp:127.0.0.1:0"] });
    const extraArgs = flags === "nothing more" ? [] : flags.split(" ");
    await using qemu = await startConnectedQemu("isa-ipmi-bt", daemon.address("tcp:"), { extraArgs });
    const socket = ["--socket", daemon.control];
    const connected = async () => expect((await runCli(["healthcheck", "--connected", ...socket])).code).toBe(0);
    await vi.waitFor(connected, PATIENCE);
    await qemu.qmp.execute("cont");
    expect(await runCli([...action.split(" "), ...socket])).toMatchObject({ code: 0 });
    await EFFECTS[effect]?.(qemu);
    expect(Object.keys(EFFECTS)).toContain(effect);
    if (effect.startsWith("stays connected")) await connected();
  });
});
