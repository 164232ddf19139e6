/**
 * Late answers over SSIF, in a Linux guest: QEMU hands out the block before, the driver takes it for the answer, and finds
 * no BMC however often it is loaded. It does find one as soon as answers come at once.
 */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { defaultQemu } from "../../src/cli/options/qemu-option.ts";
import { type Control, connect } from "../../src/control/client.ts";
import { runCli } from "../support/daemon/cli.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { LinuxGuest } from "../support/guest/linux-guest.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

/** Longer than a guest on a busy machine takes from writing a request to reading. */
const DELAY_MS = 2000;
const GIVES_UP = "ipmi_ssif: Unable to start IPMI SSIF: -5";
const LOADS_TIMEOUT = { timeout: 300_000, interval: 1000 };

let daemon: TestDaemon;
let control: Control;
let guest: LinuxGuest;

beforeAll(async () => {
  daemon = await startTestDaemon({ args: ["--listen", "tcp:127.0.0.1:0"], config: "systemInterface: ssif" });
  control = await connect(daemon.control);
  const qemu = defaultQemu();
  const [address = ""] = daemon.addresses;
  const flags = await runCli(["qemu-args", "--json", "--qemu", qemu, "--listen", address, "--device", "smbus-ipmi"]);
  guest = await LinuxGuest.boot({ qemu, machine: "q35", flags: JSON.parse(flags.stdout) });
  for (const module of ["i2c_i801", "ipmi_devintf"]) await guest.modprobe(module);
});

afterAll(async () => {
  await guest?.[Symbol.asyncDispose]();
  control?.close();
  await daemon?.stop();
});

const lines = async (text: string) => (await guest.kernelLog()).filter((line) => line.text.includes(text)).length;

test("late answers: the driver gives up at each load, and requests share a message id", async () => {
  await control.call("fault.add", { rule: { name: "late", time: { delayMs: DELAY_MS } } });
  for (const load of [1, 2, 3]) {
    await guest.modprobe("ipmi_ssif");
    await vi.waitFor(async () => expect(await lines(GIVES_UP)).toBe(load), PATIENCE);
    expect((await guest.run("ls /dev/ipmi0")).exitCode).not.toBe(0);
    await guest.run("modprobe -r ipmi_ssif");
  }
  const log = (await guest.kernelLog()).map(({ text }) => text).join("\n");
  expect(log).toMatch(/BMC returned incorrect response, expected netfn 7 cmd 1, got netfn 7 cmd 57/);
  // It writes on without having read an answer, and QEMU's id moves on with answers alone.
  const { events } = await control.call("history");
  const ids = events.filter(({ kind }) => kind === "exchange").map((event) => event["id"]);
  expect(new Set(ids).size).toBeLessThan(ids.length);
});

test("answers at once: the driver finds the BMC", { timeout: 300_000 }, async () => {
  await control.call("fault.clear", {});
  // Even now a read can come before the answer, and then only a further load helps.
  await vi.waitFor(async () => {
    await guest.run("modprobe -r ipmi_ssif");
    await guest.modprobe("ipmi_ssif");
    expect((await guest.run("ls /dev/ipmi0")).exitCode).toBe(0);
  }, LOADS_TIMEOUT);
});
