/** docs/qemu.md as its readers follow it: every block and every row of its tables, with a Linux guest that asks its BMC. */
import { constants } from "node:os";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Qemu } from "../../src/lab/qemu/qemu-process.ts";
import { runCli } from "../support/cli.ts";
import { startTestDaemon } from "../support/daemon.ts";
import { blocksOf } from "../support/page.ts";
import { bmcsFound, bmcsOf, page, QemuPage, rowsBelow } from "../support/qemu-page.ts";
import { startConnectedQemu } from "../support/register-guest.ts";

const TIMEOUT_MS = 300_000;
const EFFECT_TIMEOUT_MS = 30_000;
const PATIENCE = { timeout: EFFECT_TIMEOUT_MS };

const blocks = blocksOf(page, "sh");
const [first = ""] = blocks;
const twoInterfaces = blocks.find((block) => block.includes("kcs.sock")) ?? "";
const BT = "-device isa-ipmi-bt,bmc=ipmi0";

const here = new QemuPage();
beforeAll(() => here.prepare());
afterAll(() => here[Symbol.dispose]());

test("no block is of a kind that is not run", () => {
  const languages = [...page.matchAll(/^```([^\n]*)\n.*?^```$/gms)].map(([, language]) => language);
  expect(new Set(languages)).toEqual(new Set(["sh", "yaml"]));
  const files = blocksOf(page, "yaml").map((yaml) => /^# (\S+)\n/.exec(yaml)?.[1]);
  for (const file of files) expect(blocks.join("")).toContain(`-c ${file} `);
});

describe("blocks", { timeout: TIMEOUT_MS }, () => {
  test.each(blocks.map((block, index) => ({ block, title: `${index + 1}: ${block.split("\n")[0]}` })))(
    "$title",
    async ({ block }) => {
      expect(bmcsFound(await here.run(block))).toBe(bmcsOf(block));
    },
  );
});

describe("ways to the daemon", { timeout: TIMEOUT_MS }, () => {
  test("TLS with another name than the certificate's: no BMC, and the daemon's log says so", async () => {
    const tls = blocks.find((block) => block.includes("-c bmc.yaml")) ?? "";
    const { code, output } = await here.attempt(tls.replace("host=127.0.0.1", "host=localhost"));
    expect(code).toBe(0);
    expect(bmcsFound(output)).toBe(0);
    expect(output).toContain("There appears to be no BMC at this location");
    expect(output).toContain("connection failed");
  });

  test.each(rowsBelow("## Ways to the daemon"))("%s: %s", async (door = "", chardev = "") => {
    const line = first.replace("unix:bmc.sock", door).replace("path=bmc.sock,reconnect=1", chardev);
    expect(line).toContain(`${door} `);
    expect(line).toContain(`id=bmc0,${chardev} `);
    expect(bmcsFound(await here.run(line))).toBe(1);
  });
});

describe("interfaces", { timeout: TIMEOUT_MS }, () => {
  const INTERRUPTS: Readonly<Record<string, RegExp>> = { "of PCI": /Using irq \d/, none: /^(?!.*Using irq)/s };

  test.each(rowsBelow("## Interfaces"))("%s, interrupt: %s", async (device = "", interrupt = "") => {
    const line = first.replace(BT, device);
    expect(line).toContain(device);
    const text = await here.run(line);
    expect(bmcsFound(text)).toBe(1);
    expect(text).toMatch(INTERRUPTS[interrupt] ?? new RegExp(`Using irq ${interrupt}\\b`));
    const kind = /ipmi-(bt|kcs)/.exec(device)?.[1];
    expect(text).toContain(kind ? `IPMI ${kind} interface initialized` : "SSIF interface at i2c address 0x10");
  });

  test("SSIF at no address", async () => {
    expect(bmcsFound(await here.run(first.replace(BT, "-device smbus-ipmi,bmc=ipmi0")))).toBe(0);
  });

  test.each(rowsBelow("### Two interfaces, one BMC"))("%s and %s: %s", async (one = "", other = "", count = "") => {
    const line = twoInterfaces
      .replace(BT, `-device ${one},bmc=ipmi0`)
      .replace("-device isa-ipmi-kcs,bmc=ipmi1,irq=7", `-device ${other},bmc=ipmi1`);
    expect(line).toContain(`${other},bmc=ipmi1`);
    const text = await here.run(line);
    expect(bmcsFound(text)).toBe(Number(count));
    expect(text.includes("interfacing existing BMC")).toBe(count === "2");
  });

  test("two at one BMC", async () => {
    const { code, output } = await here.attempt(`${first.trimEnd()} -device isa-ipmi-kcs,bmc=ipmi0`);
    expect(code).toBe(1);
    expect(output).toContain("BMC object is already in use");
  });
});

describe("what QEMU 7.2 dies of", { timeout: TIMEOUT_MS }, () => {
  const onTcp = first.replace("unix:bmc.sock", "tcp:127.0.0.1:9002");
  const openedSocket = "exec 3<>/dev/tcp/127.0.0.1/9002\nqemu-system";
  test.each([
    { what: "no reconnect", line: first.replace(",reconnect=1", "") },
    {
      what: "server=on that waits",
      line: first.replace("unix:bmc", "connect:unix:qemu").replace("bmc.sock,reconnect=1", "qemu.sock,server=on"),
    },
    {
      what: "fd=",
      line: onTcp.replace("qemu-system", openedSocket).replace("path=bmc.sock,reconnect=1", "fd=3"),
    },
  ])("$what", async ({ line }) => {
    const { code, output } = await here.attempt(`${line.trimEnd()} || exit $?`);
    expect(code, output).toBe(128 + constants.signals.SIGSEGV);
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

describe("what the BMC does to QEMU", { timeout: TIMEOUT_MS }, () => {
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
