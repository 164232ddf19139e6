// The lab's hold on a real QEMU: how it starts, how it fails to, how its clock is moved, and that nothing stays behind.

import { readdirSync } from "node:fs";
import { createServer } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { defaultQemu } from "../../src/cli/options/qemu-option.ts";
import { BtDriver } from "../../src/lab/qemu/bt.ts";
import { askQemu } from "../../src/lab/qemu/qemu-binary.ts";
import { startQemu } from "../../src/lab/qemu/qemu-process.ts";
import { withinMs } from "../../src/lab/qemu/wait-until.ts";
import { startConnectedQemu, startDisconnectedQemu, temporaryDirectory } from "../support/qemu/register-guest.ts";

const NOWHERE = "unix:/nonexistent/bmc.sock";

/** The folder of temporary files during this test, and its contents. */
async function scratchDirectory() {
  const directory = await temporaryDirectory();
  vi.stubEnv("TMPDIR", directory.file("."));
  onTestFinished(() => void vi.unstubAllEnvs());
  return { ...directory, content: () => readdirSync(directory.file(".")) };
}

describe("a QEMU binary", () => {
  test("reports its capabilities", async () => {
    const binary = await askQemu(defaultQemu());
    expect(binary.version).toMatch(/^QEMU emulator version \d/);
    expect(binary.reconnect).toBe(
      /version ([1-8]\.|9\.[01])/.test(binary.version) ? "reconnect=1" : "reconnect-ms=1000",
    );
  });

  test.each([
    ["/nonexistent/qemu", "cannot run /nonexistent/qemu"],
    ["/etc/passwd", "cannot run /etc/passwd"],
    ["/bin/echo", "/bin/echo is not a QEMU system emulator"],
  ])("%s is refused in plain words", async (path, message) => {
    await expect(askQemu(path)).rejects.toMatchObject({ fault: "start", message: expect.stringContaining(message) });
  });
});

describe("starting QEMU", () => {
  test("reports QEMU's own words when it cannot build its machine, and leaves nothing", async () => {
    const binary = await askQemu(defaultQemu());
    await using scratch = await scratchDirectory();
    const start = startQemu({ binary, device: "isa-ipmi-bt", address: NOWHERE, extraArgs: ["-device", "nonsense"] });
    await expect(start).rejects.toMatchObject({
      fault: "start",
      message: expect.stringMatching(
        /\(exit code 1\)\.\n.*'nonsense' is not a valid device model name.* -machine pc /s,
      ),
    });
    expect(scratch.content()).toEqual([]);
  });

  test("gives QEMU no reason for a warning", async () => {
    await using qemu = await startDisconnectedQemu("isa-ipmi-bt", NOWHERE);
    const aboutItsDoor = /^.*Unable to connect character device bmc-link: .*\n/m;
    expect(qemu.stderr().replace(aboutItsDoor, "")).toBe("");
  });

  test("reports a program that disappears before its start", async () => {
    const binary = { ...(await askQemu(defaultQemu())), path: "/nonexistent/qemu" };
    const start = startQemu({ binary, device: "isa-ipmi-bt", address: NOWHERE });
    await expect(start).rejects.toMatchObject({ fault: "start", message: expect.stringContaining("ENOENT") });
  });

  test("ends with its scope: the process and its files are gone", async () => {
    await using scratch = await scratchDirectory();
    const qemu = await startDisconnectedQemu("isa-ipmi-bt", NOWHERE);
    expect(scratch.content()).toHaveLength(1);
    await qemu[Symbol.asyncDispose]();
    expect(await qemu.ended).toBe("SIGKILL");
    expect(scratch.content()).toEqual([]);
  });
});

test("ends every wait at once when QEMU dies", async () => {
  await using qemu = await startDisconnectedQemu("isa-ipmi-bt", NOWHERE);
  const event = qemu.qmp.takeEvent("NEVER", 60_000);
  event.catch(() => {});
  await qemu.qmp.execute("quit");
  expect(await qemu.ended).toBe("exit code 0");
  await expect(event).rejects.toMatchObject({ fault: "closed" });
  await expect(qemu.qtest.inb(0xe4)).rejects.toMatchObject({ fault: "closed" });
});

test("tells a device without an interface from one that hangs", async () => {
  await using qemu = await startDisconnectedQemu("isa-ipmi-kcs", NOWHERE);
  const bt = new BtDriver(qemu.qtest);
  await expect(bt.exchange({ netFn: 0x06, cmd: 0x01 })).rejects.toThrow("BT: no device at these ports");
});

/** A BMC that listens and never sends a byte. */
async function startMuteBmc(path: string): Promise<AsyncDisposable> {
  const server = createServer((socket) => socket.resume()).listen(path);
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    async [Symbol.asyncDispose]() {
      server.close();
    },
  };
}

describe.each([
  ["by whatever the binary has", false],
  ["without the qtest accelerator", true],
])("virtual time %s", (_, executes) => {
  test("moves to the millisecond, in steps of any size, before and after a machine reset", async () => {
    await using directory = await temporaryDirectory();
    const path = directory.file("bmc.sock");
    await using _bmc = await startMuteBmc(path);
    await using qemu = await startConnectedQemu("isa-ipmi-bt", `unix:${path}`, { executes });
    const bt = new BtDriver(qemu.qtest, undefined, withinMs(0));
    for (const steps of [[3999], Array(43).fill(93), [0.5, 3998.5], [1, 998, 3000]]) {
      await bt.writeRequest({ netFn: 0x06, cmd: 0x01 });
      for (const step of steps) await qemu.time.advance(step);
      expect([steps, (await bt.control()).bBusy]).toEqual([steps, true]);
      await qemu.time.advance(2);
      expect([steps, (await bt.control()).bBusy]).toEqual([steps, false]);
      expect((await bt.readAnswer()).completionCode).toBe(0xc3);
      await qemu.qmp.execute("system_reset");
      await qemu.qmp.takeEvent("RESET", 120_000);
    }
  });
});

test("virtual time stands still between moves", async () => {
  await using directory = await temporaryDirectory();
  const path = directory.file("bmc.sock");
  await using _bmc = await startMuteBmc(path);
  await using qemu = await startConnectedQemu("isa-ipmi-bt", `unix:${path}`, { executes: true });
  const bt = new BtDriver(qemu.qtest, undefined, withinMs(4500));
  await bt.writeRequest({ netFn: 0x06, cmd: 0x01 });
  expect(await bt.answerArrives()).toBe(false);
});
