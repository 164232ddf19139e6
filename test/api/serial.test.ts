/** The guest's serial port over HTTP: a stream of its output, and calls for input. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../support/daemon/control-server.ts";
import { openTestApi, TOKEN } from "../support/http/api.ts";
import { openEvents } from "../support/http/events.ts";
import { GuestLine } from "../support/serial/guest-line.ts";

const AUTHORIZED = { authorization: `Bearer ${TOKEN}` };
const SERIAL = "/machines/vm0/serial";
const base64 = (bytes: string) => Buffer.from(bytes, "latin1").toString("base64");

async function served() {
  const api = await openTestApi(["vm0"], { serial: `unix:${join(temporaryDirectory(), "serial.sock")}` });
  const guest = new GuestLine();
  const [machine] = api.daemon.machines;
  machine?.serial?.attach(guest.stream, "guest");
  return { ...api, guest };
}

test("the history comes first, then what the guest prints, any byte of it", async () => {
  const { url, guest, daemon } = await served();
  guest.print("boot");
  await expect.poll(() => daemon.machines[0]?.serial?.counts.received).toBe(4);
  const output = await openEvents(`${url}${SERIAL}?history=true`, AUTHORIZED);
  expect((await output.next())?.data).toEqual({ machine: "vm0", data: base64("boot"), lost: 0 });
  guest.print(Uint8Array.of(0x00, 0x0a, 0x0d, 0x1b, 0xff));
  expect((await output.next())?.data.data).toBe(base64("\x00\x0a\x0d\x1b\xff"));
});

test("input reaches the guest, and what it does not take is to be sent again", async () => {
  const { ask, guest } = await served();
  expect((await ask(`POST ${SERIAL}`, { data: base64("ls\r") })).body).toEqual({ accepted: 3 });
  expect(guest.text).toBe("ls\r");
  guest.takes = false;
  const size = 16 * 1024;
  expect((await ask(`POST ${SERIAL}`, { data: base64("x".repeat(size)) })).body).toEqual({ accepted: size });
  expect((await ask(`POST ${SERIAL}`, { data: base64("y") })).body).toEqual({ accepted: 0 });
  guest.take();
  expect((await ask(`POST ${SERIAL}`, { data: base64("y") })).body).toEqual({ accepted: 1 });
  await expect.poll(() => guest.text.length).toBe(3 + size + 1);
});

test.each([
  ["no base64", { data: "%" }, 400],
  ["more than the input that may wait", { data: base64("x".repeat(16 * 1024 + 3)) }, 400],
])("input that is %s is refused", async (_, body, status) => {
  const { ask } = await served();
  expect((await ask(`POST ${SERIAL}`, body)).body).toMatchObject({ status, argument: "data" });
});

test("a break that cannot be sent is refused with the reason", async () => {
  const { ask } = await served();
  expect((await ask(`POST ${SERIAL}/break`)).body).toMatchObject({ status: 500, code: "failed" });
});
