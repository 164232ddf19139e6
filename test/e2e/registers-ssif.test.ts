/** SSIF register by register on QEMU's ICH9 SMBus controller: messages in parts, short reads, and reads before an answer. */
import { expect, test } from "vitest";
import { locateRegisters } from "../../src/lab/qemu/ipmi-device.ts";
import type { Qemu } from "../../src/lab/qemu/qemu-process.ts";
import { SmbusController } from "../../src/lab/qemu/smbus.ts";
import { SSIF_ADDRESS, SsifCommand, SsifDriver } from "../../src/lab/qemu/ssif.ts";
import { toHex } from "../support/bytes/hex.ts";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { startConnectedQemu } from "../support/qemu/register-guest.ts";

const DEVICE = "smbus-ipmi";
const getDeviceId = { netFn: 0x06, cmd: 0x01 };
const getSelfTestResults = { netFn: 0x06, cmd: 0x04 };

/** The first byte of a request and the one at each part's end, then as many bytes as shall come back. */
const ECHO = { netFn: 0x30, cmd: 0x01 };
const echoCommand = (size: number) => ({
  ...ECHO,
  data: ["{0}", "{29}", "{30}", "{61}", "{62}", "{199}", ...Array(size - 6).fill("5a")].join(" "),
});

async function openSsif(config: object = {}) {
  const daemon = await startTestDaemon({ args: ["--listen", "tcp:127.0.0.1:0"], config: JSON.stringify(config) });
  const qemu = await startConnectedQemu(DEVICE, daemon.address("tcp"));
  const base = await locateRegisters(qemu.qtest, DEVICE);
  const smbus = new SmbusController(qemu.qtest, base);
  return {
    ...{ daemon, qemu, base, smbus, ssif: new SsifDriver(smbus) },
    async [Symbol.asyncDispose]() {
      await qemu[Symbol.asyncDispose]();
      await daemon.stop();
    },
  };
}

/** An answer has two bytes of header and a completion code before its data: 32 in all are one block. */
test.each([7, 29, 30, 31, 58, 59, 60, 120, 240])("a request of 202 bytes in parts, an answer of %i", async (size) => {
  await using guest = await openSsif({ oemCommands: [echoCommand(size)] });
  const data = Uint8Array.from({ length: 200 }, (_, i) => 255 - i);
  const answer = await guest.ssif.exchange({ ...ECHO, data });
  expect(answer).toMatchObject({ netFn: 0x31, cmd: 0x01, completionCode: 0 });
  expect(toHex(answer.data)).toBe(["ff e2 e1 c2 c1 38", ...Array(size - 6).fill("5a")].join(" "));
});

test("an answer of more than 255 bytes becomes C6h", async () => {
  await using guest = await openSsif({ replies: { rules: [{ shape: { tooLong: 260 }, when: { command: "06 01" } }] } });
  expect(await guest.ssif.exchange(getDeviceId)).toMatchObject({ completionCode: 0xc6 });
});

/** Reads a block byte by byte, and ends the transfer after `count` bytes. Returns them. */
async function readShort({ qtest }: Qemu, base: number, count: number): Promise<readonly number[]> {
  const [status, control, blockData] = [base, base + 2, base + 7];
  const byteDone = 0x80;
  await qtest.outb(base + 0x0d, 0);
  await qtest.outb(status, 0xfe);
  await qtest.outb(base + 3, SsifCommand.Read);
  await qtest.outb(base + 4, SSIF_ADDRESS * 2 + 1);
  await qtest.outb(control, 0x54);
  for (let polls = 0; polls < 3; polls++) await qtest.inb(status);
  const bytes: number[] = [];
  while (bytes.length < count) {
    if (bytes.length === count - 1) await qtest.outb(control, 0x34);
    bytes.push(await qtest.inb(blockData));
    await qtest.outb(status, byteDone);
  }
  return bytes;
}

test("a short read loses nothing: the next one starts at the block's first byte", async () => {
  await using guest = await openSsif();
  const whole = await guest.ssif.exchange(getDeviceId);
  for (const count of [1, 2, 5]) {
    expect(await readShort(guest.qemu, guest.base, count)).toEqual([0x1c, 0x01, 0x00, 0x20, 0x00].slice(0, count));
  }
  await guest.ssif.isAnswerThere();
  expect(await guest.ssif.readAnswer()).toEqual(whole);
});

test("an answer is read as often as the host likes, and the block before comes once more before the next", async () => {
  await using guest = await openSsif();
  await guest.ssif.exchange(getDeviceId);
  const read = () => guest.smbus.readBlock(SSIF_ADDRESS, SsifCommand.Read);
  const deviceId = await read();
  expect(await read()).toEqual(deviceId);
  guest.daemon.process.kill("SIGSTOP");
  await guest.ssif.writeRequest(getSelfTestResults);
  expect(await read()).toEqual(deviceId);
  expect(await read()).toBeUndefined();
  guest.daemon.process.kill("SIGCONT");
  expect(await guest.ssif.answerArrives()).toBe(true);
  expect(await guest.ssif.readAnswer()).toMatchObject({ cmd: 0x04, completionCode: 0 });
});

test("QEMU's controller refuses the block that follows an empty one, and takes it the second time", async () => {
  await using guest = await openSsif();
  expect(await guest.smbus.readBlock(SSIF_ADDRESS, SsifCommand.Read)).toBeUndefined();
  const request = Uint8Array.of(0x18, 0x01);
  expect(await guest.smbus.writeBlock(SSIF_ADDRESS, SsifCommand.Write, request)).toBe(false);
  expect(await guest.smbus.writeBlock(SSIF_ADDRESS, SsifCommand.Write, request)).toBe(true);
  expect(await guest.ssif.answerArrives()).toBe(true);
  expect(await guest.ssif.readAnswer()).toMatchObject({ cmd: 0x01, completionCode: 0 });
});

test("no device at the address: the controller reports it", async () => {
  await using guest = await openSsif();
  expect(await guest.smbus.writeBlock(SSIF_ADDRESS + 1, SsifCommand.Write, Uint8Array.of(0x18, 0x01))).toBe(false);
  expect(await guest.smbus.readBlock(SSIF_ADDRESS + 1, SsifCommand.Read)).toBeUndefined();
});
