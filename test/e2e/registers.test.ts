// Debian's QEMU, register by register, against our daemon: every device, every kind of door.

import { describe, expect, test } from "vitest";
import { BtDriver } from "../../src/lab/qemu/bt.ts";
import { INTERFACE_OF, IPMI_DEVICES } from "../../src/lab/qemu/ipmi-device.ts";
import { toHex } from "../support/bytes/hex.ts";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import {
  CONNECT_TIMEOUT_MS,
  openInterface,
  startConnectedQemu,
  startDisconnectedQemu,
  temporaryDirectory,
} from "../support/qemu/register-guest.ts";

/** Every byte that the wire escapes is in an answer, and the BMC has a BT capabilities answer that is not QEMU's. */
const CONFIG = `
device:
  id: 0x42
  revision: 3
  firmware: { major: 4, minor: 27 }
  manufacturerId: 0x01234
  productId: 0xa0aa
  auxiliaryFirmware: a0 a1 aa ff
  providesSdrs: true
  supports: [chassis, sel]
oemCommands:
  - { netFn: 0x06, cmd: 0x36, data: 01 02 03 04 05 }
`;

const getDeviceId = { netFn: 0x06, cmd: 0x01 };
const DEVICE_ID = "42 83 04 27 02 84 34 12 00 aa a0 a0 a1 aa ff";
const getBtCapabilities = { netFn: 0x06, cmd: 0x36 };
/** On BT, QEMU answers this command itself, and the BMC never sees it. */
const BT_CAPABILITIES = { bt: "01 ff ff 0a 00", kcs: "01 02 03 04 05", ssif: "01 02 03 04 05" };

describe.each(IPMI_DEVICES)("%s", (device) => {
  test.each(["unix", "tcp"])("gets its answers over %s", async (transport) => {
    await using directory = await temporaryDirectory();
    const listen = transport === "unix" ? `unix:${directory.file("bmc.sock")}` : "tcp:127.0.0.1:0";
    await using daemon = await startTestDaemon({ config: CONFIG, args: ["--listen", listen] });
    await using qemu = await startConnectedQemu(device, daemon.address(transport));
    const guest = await openInterface(qemu, device);

    const deviceId = await guest.exchange(getDeviceId);
    expect(deviceId).toMatchObject({ netFn: 0x07, lun: 0, cmd: 0x01, completionCode: 0x00 });
    expect(toHex(deviceId.data)).toBe(DEVICE_ID);

    const unknown = await guest.exchange({ netFn: 0x3a, cmd: 0xee, data: [0xa0, 0xa1, 0xaa] });
    expect(unknown).toMatchObject({ netFn: 0x3b, cmd: 0xee, completionCode: 0xc1, data: new Uint8Array() });

    const tooLong = await guest.exchange({ ...getDeviceId, data: [0x00] });
    expect(tooLong).toMatchObject({ cmd: 0x01, completionCode: 0xc7 });

    const btCapabilities = await guest.exchange(getBtCapabilities);
    expect(btCapabilities.completionCode).toBe(0x00);
    expect(toHex(btCapabilities.data)).toBe(BT_CAPABILITIES[INTERFACE_OF[device]]);
  });

  test("is answered when the daemon dials a QEMU that listens", async () => {
    await using directory = await temporaryDirectory();
    const address = `unix:${directory.file("qemu.sock")}`;
    await using qemu = await startDisconnectedQemu(device, address, { role: "listen" });
    await using _daemon = await startTestDaemon({ config: CONFIG, args: ["--listen", `connect:${address}`] });
    await qemu.untilBmcConnected(true, CONNECT_TIMEOUT_MS);
    const guest = await openInterface(qemu, device);
    expect(toHex((await guest.exchange(getDeviceId)).data)).toBe(DEVICE_ID);
  });
});

const REQUESTS = 300;

/** QEMU counts its message ids from 00h at its start: 300 requests are every id, and the escaped ones among them. */
test.each(["isa-ipmi-bt", "isa-ipmi-kcs"] as const)("%s: 300 requests go through every message id", async (device) => {
  const args = ["--listen", "tcp:127.0.0.1:0", "--log-level", "debug"];
  await using daemon = await startTestDaemon({ config: CONFIG, args });
  await using qemu = await startConnectedQemu(device, daemon.address("tcp"));
  const guest = await openInterface(qemu, device);
  for (let i = 0; i < REQUESTS; i++) {
    const answer = await guest.exchange(getDeviceId);
    expect([i, answer.completionCode, toHex(answer.data)]).toEqual([i, 0x00, DEVICE_ID]);
  }
  await daemon.stop();
  const ids = daemon
    .stderr()
    .split("\n")
    .flatMap((line) => (line.includes('"answered"') ? [(JSON.parse(line) as { id: number }).id] : []));
  expect(ids).toEqual(Array.from({ length: REQUESTS }, (_, i) => i % 0x100));
});

test("BT gives each answer the sequence number of its request", async () => {
  await using daemon = await startTestDaemon({ config: CONFIG, args: ["--listen", "tcp:127.0.0.1:0"] });
  await using qemu = await startConnectedQemu("isa-ipmi-bt", daemon.address("tcp"));
  const bt = new BtDriver(qemu.qtest);
  for (const seq of [0x00, 0xa0, 0xa1, 0xaa, 0xff]) expect((await bt.exchange(getDeviceId, seq)).seq).toBe(seq);
});
