/** SOL at a machine: what is counted, and how much input waits for the guest. */
import { expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import type { Session } from "../../src/ipmi/session.ts";
import { TraceFeed } from "../../src/observe/trace.ts";
import type { TraceEvent } from "../../src/observe/trace-event.ts";
import { INPUT_BYTES, MAX_LATE_INPUT_BYTES, SerialPort } from "../../src/serial/serial-port.ts";
import { ROOM_TIMEOUT_MS } from "../../src/serial/sol-receiver.ts";
import { SerialSol } from "../../src/serial/sol-service.ts";
import { hex, toHex } from "../support/bytes/hex.ts";
import { logIn } from "../support/lan/lan-console.ts";
import { lanMachine } from "../support/lan/lan-machine.ts";
import { connectedPort } from "../support/serial/guest-line.ts";

const VALUES = {
  enabled: true,
  authentication: { forceEncryption: true, forceAuthentication: true, privilege: 2 },
  accumulation: { interval: 1, threshold: 1 },
  retry: { attempts: { count: 7 }, interval: 50 },
  nonVolatileBitRate: 0x0a,
  volatileBitRate: 0x0a,
  port: 623,
};

function openSession(): Session {
  const to = lanMachine();
  logIn(to);
  const [session] = to.bmc.sessions.all;
  if (!session) throw new Error("no session is open");
  return session;
}

it("counts the characters of the guest's input and of the packets to the client, and tells those of a session at its end", () => {
  const clock = new ManualClock();
  const trace = new TraceFeed("vm0", () => 0);
  const events: TraceEvent[] = [];
  trace.listen((event) => events.push(event));
  const sol = new SerialSol(new SerialPort("unix:/nowhere"), () => VALUES, clock, trace);
  const stream = sol.start(1, openSession(), () => {});
  stream.receive(hex("01 00 00 00 68 69 0d"));
  clock.advance(10);
  expect(sol.counts).toEqual({ sent: 0, received: 3 });
  expect(events).toEqual([]);
  stream.stop(false);
  expect(events).toMatchObject([
    { kind: "SOL ended", machine: "vm0", peer: "192.0.2.9:50000", session: 1, instance: 1, sent: 0, received: 3 },
  ]);
});

it("takes packets at once, then one in each time-out, and then none, while the guest takes no input", () => {
  const clock = new ManualClock();
  const { port, guest } = connectedPort();
  guest.takes = false;
  const sent: string[] = [];
  const sol = new SerialSol(port, () => VALUES, clock, new TraceFeed("vm0", () => 0));
  const stream = sol.start(1, openSession(), (payload) => sent.push(toHex(payload)));
  const size = 128;
  let sequence = 0;
  const type = () => {
    sequence = (sequence % 15) + 1;
    stream.receive(Uint8Array.of(sequence, 0, 0, 0, ...new Uint8Array(size)));
    return sent.splice(0);
  };
  const ack = () => `00 0${sequence.toString(16)} 80 00`;
  for (let typed = 0; typed < INPUT_BYTES; typed += size) expect(type()).toEqual([ack()]);
  for (let typed = INPUT_BYTES; typed < MAX_LATE_INPUT_BYTES; typed += size) {
    expect(type()).toEqual([]);
    clock.advance(ROOM_TIMEOUT_MS);
    expect(sent.splice(0)).toEqual([ack()]);
  }
  expect(type()).toEqual([]);
  clock.advance(ROOM_TIMEOUT_MS);
  expect(sent).toEqual([`00 0${sequence.toString(16)} 00 40`]);
  guest.take();
  expect(guest.received).toHaveLength(MAX_LATE_INPUT_BYTES);
  stream.stop(false);
});
