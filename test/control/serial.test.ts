import { expect, it } from "vitest";
import { INPUT_BYTES, RING_BYTES } from "../../src/serial/serial-port.ts";
import { ControlPeer } from "../support/daemon/control-peer.ts";
import { controlServer } from "../support/daemon/control-server.ts";
import { machine } from "../support/machine/machine.ts";
import { GuestLine } from "../support/serial/guest-line.ts";

/** A client of a machine with a serial port, and the guest's end. */
async function served() {
  const served = machine({ serial: "unix:/run/ser0" });
  const guest = new GuestLine();
  served.serial?.attach(guest.stream, "guest");
  const { path } = await controlServer([served]);
  return { guest, served, peer: await ControlPeer.greeted(path) };
}

const base64 = (text: string) => Buffer.from(text).toString("base64");
const event = (text: string, lost = 0) => ({ machine: "bmc", data: base64(text), lost });

it("streams the output from now on, or from the history", async () => {
  const { guest, peer } = await served();
  guest.print("boot");
  peer.call(1, "serial.read", { history: true });
  expect(await peer.next("events")).toMatchObject({ id: 1, events: [event("boot")] });
  peer.call(2, "serial.read");
  peer.call(3, "status");
  await peer.next("result");
  guest.print("more");
  const next = [await peer.next("events"), await peer.next("events")];
  expect(next.map(({ id, events }) => [id, events])).toEqual([
    [1, [event("more")]],
    [2, [event("more")]],
  ]);
});

it("gives a client that does not read the newest output when it reads again, and counts the rest", async () => {
  const {
    guest,
    served: { serial },
    peer,
  } = await served();
  peer.call(1, "serial.read");
  peer.call(2, "status");
  await peer.next("result");
  peer.socket.pause();
  const total = 16 * RING_BYTES;
  for (let sent = 0; sent < total; sent += RING_BYTES) {
    guest.print(new Uint8Array(RING_BYTES));
    await expect.poll(() => serial?.counts.received).toBe(sent + RING_BYTES);
  }
  guest.print("end");
  peer.socket.resume();
  let [received, lost, last] = [0, 0, ""];
  while (received + lost < total + 3) {
    for (const one of (await peer.next("events"))["events"] as ReturnType<typeof event>[]) {
      last = Buffer.from(one.data, "base64").toString("latin1");
      received += last.length;
      lost += one.lost;
    }
  }
  expect(received + lost).toBe(total + 3);
  expect(lost).toBeGreaterThan(0);
  expect(last.endsWith("end")).toBe(true);
});

it("writes input, and accepts none while the guest takes none", async () => {
  const { guest, peer } = await served();
  peer.call(1, "serial.write", { data: base64("ls\r") });
  expect(await peer.next("result")).toMatchObject({ id: 1, result: { accepted: 3 } });
  expect(guest.text).toBe("ls\r");
  guest.takes = false;
  const full = Buffer.alloc(INPUT_BYTES).toString("base64");
  peer.call(2, "serial.write", { data: full });
  peer.call(3, "serial.write", { data: full });
  expect(await peer.next("result")).toMatchObject({ id: 2, result: { accepted: INPUT_BYTES } });
  expect(await peer.next("result")).toMatchObject({ id: 3, result: { accepted: 0 } });
  guest.take();
  peer.call(4, "serial.write", { data: base64("x") });
  expect(await peer.next("result")).toMatchObject({ id: 4, result: { accepted: 1 } });
});

it.each([
  ["serial.write", { data: "ä" }, 'serial.write: data is "ä"; expected base64 of up to 16384 bytes'],
  ["serial.write", { data: Buffer.alloc(INPUT_BYTES + 3).toString("base64") }, "expected base64 of up to 16384 bytes"],
  ["serial.break", {}, "no break was sent: the serial port is not a connected telnet line, and QMP is not connected"],
])("%s refuses", async (call, given, message) => {
  const { peer } = await served();
  peer.call(1, call, given);
  expect((await peer.next("failure"))["message"]).toContain(message);
});

it("sends a break by QMP", async () => {
  const {
    served: { serial },
    peer,
  } = await served();
  let sent = 0;
  if (serial) serial.breakByQmp = () => ++sent > 0;
  peer.call(1, "serial.break");
  expect(await peer.next("result")).toMatchObject({ result: {} });
  expect(sent).toBe(1);
});

it("status shows the port", async () => {
  const { peer } = await served();
  peer.call(1, "status");
  const { result } = await peer.next("result");
  expect((result as { machines: object[] }).machines[0]).toMatchObject({
    serial: { address: "unix:/run/ser0", connected: true, received: 0, written: 0, discarded: 0 },
  });
});
