// The daemon dies under a running QEMU and restarts: the guest's view meanwhile, and the new connection.

import { describe, expect, test } from "vitest";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import {
  CONNECT_TIMEOUT_MS,
  openInterface,
  startConnectedQemu,
  startDisconnectedQemu,
  temporaryDirectory,
} from "../support/qemu/register-guest.ts";

const getDeviceId = { netFn: 0x06, cmd: 0x01 };
const OK = 0x00;
/** QEMU answers these itself. */
const TIMEOUT = 0xc3;
const INIT_IN_PROGRESS = 0xd2;

describe.each([
  ["isa-ipmi-bt", "unix"],
  ["isa-ipmi-bt", "tcp"],
  ["isa-ipmi-kcs", "unix"],
  ["isa-ipmi-kcs", "tcp"],
] as const)("%s over %s", (device, transport) => {
  test("answers D2h while the daemon is dead, and correctly with a new one", async () => {
    await using directory = await temporaryDirectory();
    const listen = transport === "unix" ? `unix:${directory.file("bmc.sock")}` : "tcp:127.0.0.1:0";
    await using first = await startTestDaemon({ args: ["--listen", listen] });
    const address = first.address(transport);
    await using qemu = await startConnectedQemu(device, address);
    const guest = await openInterface(qemu, device);
    expect(await guest.exchange(getDeviceId)).toMatchObject({ completionCode: OK });

    expect(await first.kill()).toMatchObject({ signal: "SIGKILL" });
    await qemu.untilBmcConnected(false, CONNECT_TIMEOUT_MS);
    expect(await guest.exchange(getDeviceId)).toMatchObject({ cmd: 0x01, completionCode: INIT_IN_PROGRESS });

    await using second = await startTestDaemon({ args: ["--listen", address] });
    expect(second.addresses).toEqual([address]);
    await qemu.untilBmcConnected(true, CONNECT_TIMEOUT_MS);
    expect(await guest.exchange(getDeviceId)).toMatchObject({ completionCode: OK });
  });
});

describe.each(["isa-ipmi-bt", "isa-ipmi-kcs"] as const)("%s", (device) => {
  test("finds a daemon that starts after QEMU", async () => {
    await using directory = await temporaryDirectory();
    const address = `unix:${directory.file("bmc.sock")}`;
    await using qemu = await startDisconnectedQemu(device, address);
    const guest = await openInterface(qemu, device);
    expect(await guest.exchange(getDeviceId)).toMatchObject({ completionCode: INIT_IN_PROGRESS });
    await using _daemon = await startTestDaemon({ args: ["--listen", address] });
    await qemu.untilBmcConnected(true, CONNECT_TIMEOUT_MS);
    expect(await guest.exchange(getDeviceId)).toMatchObject({ completionCode: OK });
  });

  test("answers D2h to a request that was under way when the daemon died", async () => {
    await using daemon = await startTestDaemon({ args: ["--listen", "tcp:127.0.0.1:0"] });
    await using qemu = await startConnectedQemu(device, daemon.address("tcp"));
    const guest = await openInterface(qemu, device);
    daemon.process.kill("SIGSTOP");
    await guest.writeRequest(getDeviceId);
    await daemon.kill();
    expect(await guest.answerArrives()).toBe(true);
    expect(await guest.readAnswer()).toMatchObject({ cmd: 0x01, completionCode: INIT_IN_PROGRESS });
  });

  test("gets QEMU's C3h after 4 s of its own time, not before, when the daemon stands still", async () => {
    await using daemon = await startTestDaemon({ args: ["--listen", "tcp:127.0.0.1:0"] });
    await using qemu = await startConnectedQemu(device, daemon.address("tcp"));
    const guest = await openInterface(qemu, device);
    expect(await guest.exchange(getDeviceId)).toMatchObject({ completionCode: OK });
    daemon.process.kill("SIGSTOP");
    await guest.writeRequest(getDeviceId);
    await qemu.time.advance(3999);
    const impatient = await openInterface(qemu, device, 0);
    expect(await impatient.answerArrives()).toBe(false);
    await qemu.time.advance(2);
    expect(await impatient.answerArrives()).toBe(true);
    expect(await guest.readAnswer()).toMatchObject({ cmd: 0x01, completionCode: TIMEOUT });
  });
});
