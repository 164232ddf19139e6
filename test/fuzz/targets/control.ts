/**
 * Messages of a client of the control socket → the messages it gets. A line is a message: its type and its data in JSON. A
 * line of another kind is a call's name with its arguments.
 */
import { ok } from "node:assert/strict";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { pino } from "pino";
import { ManualClock } from "../../../src/clock.ts";
import { calls } from "../../../src/control/calls.ts";
import { handlers } from "../../../src/control/handlers.ts";
import { ControlPeer } from "../../../src/control/peer.ts";
import { MAX_MESSAGE_BYTES, PROTOCOL_VERSION } from "../../../src/control/protocol.ts";
import { controlledOf, SETTINGS } from "../../support/fuzz/controlled.ts";
import { observe } from "../../support/fuzz/coverage.ts";
import { type Target, textOf } from "../../support/fuzz/target.ts";
import { machine } from "../../support/machine/machine.ts";

const OWN = { protocol: PROTOCOL_VERSION, version: "1.0.0" };
const MAX_MESSAGES = 24;
/** Turns of the event loop that the calls of one execution may take; time.advance has the most. */
const MAX_TURNS = 100_000;
const LAST_ID = 2 ** 40;
const SILENT = pino({ level: "silent" });

interface Sent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export const control: Target = {
  name: "control",
  never: 'a failure with the code "failed", a message longer than the protocol has, a call without an answer',
  form: "text",
  maxBytes: 8192,
  work: { base: 60_000_000, perByte: 10_000 },
  seeds: [...Object.keys(calls).map((name) => `${name} {}`), ...dialogues()],
  words: [
    ...Object.keys(calls),
    '"machine":"a"',
    '"sensor":"CPU"',
    '"settings":{"name":"b"}',
    '"rule":{}',
    "null",
    "true",
    '"off"',
  ],
  async run(input) {
    const clock = new ManualClock();
    const daemon = controlledOf([machine(SETTINGS, clock), machine({ name: "b" }, clock)], clock);
    const sent: Sent[] = [];
    const socket = Object.assign(new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() }), {
      destroySoon: () => void socket.destroy(),
    });
    const send = (type: string, data: unknown) => {
      const text = JSON.stringify({ type, data });
      if (text.length > MAX_MESSAGE_BYTES) throw new Error("too long");
      sent.push(JSON.parse(text));
    };
    const peer = new ControlPeer(socket as unknown as Socket, {
      ...{ daemon, own: OWN, log: SILENT, handlers, send },
      nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
    });
    try {
      for (const [type, data] of messagesIn(textOf(input))) peer.receive(type, data);
      peer.receive("hello", OWN);
      peer.receive("call", { id: LAST_ID, call: "status", arguments: {} });
      const isAnswered = () =>
        socket.destroyed || socket.writableEnded || sent.some(({ data }) => data["id"] === LAST_ID);
      for (let turn = 0; !isAnswered(); turn++) {
        ok(turn < MAX_TURNS, "a call has no answer");
        await new Promise((resolve) => setImmediate(resolve));
      }
      sent.forEach(judge);
    } finally {
      socket.destroy();
      await new Promise((resolve) => setImmediate(resolve));
      for (const each of daemon.machines) each.close();
    }
  },
};

function judge({ type, data }: Sent): void {
  if (type !== "failure") return;
  const message = String(data["message"]);
  observe(`${data["code"]} ${data["completionCode"]}`);
  ok(data["code"] !== "failed" || OF_THIS_DAEMON.test(message), `failed: ${message}`);
}

/** This daemon has no configuration to read again. */
const OF_THIS_DAEMON = /^this daemon /;

/** Hello comes first unless the first line is a message of its own. */
function messagesIn(text: string): readonly (readonly [type: string, data: unknown])[] {
  const messages = text
    .split("\n")
    .slice(0, MAX_MESSAGES)
    .map((line, id) => messageOf(line, id));
  return messages[0]?.[0] === "call" ? [["hello", OWN], ...messages] : messages;
}

function messageOf(line: string, id: number): readonly [type: string, data: unknown] {
  const [, name = "", given = ""] = /^(\S*) ?(.*)$/.exec(line) ?? [];
  const data = parsed(given);
  if (name.startsWith("!")) return [name.slice(1), data];
  return ["call", { id, call: name, arguments: data }];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function dialogues(): readonly string[] {
  const a = '"machine":"a"';
  return [
    '!hello {"protocol":1,"version":"0"}\nstatus {}',
    `watch {${a}}\npower.set {${a},"action":"cycle"}\n!cancel {"id":0}`,
    `events {}\nmachine.remove {${a}}`,
    `sensor.set {${a},"sensor":"CPU","value":95}\nsensor.get {${a},"sensor":"CPU"}\nsel.list {${a}}\nsensor.release {${a},"sensor":"CPU"}`,
    `sensor.set {${a},"sensor":"PSU","states":[1],"mode":"add"}\nsensor.list {${a}}`,
    `sensor.set {${a},"sensor":"0x2@0x82","raw":"ff"}`,
    `time.set {${a},"rate":2,"stopped":true}\ntime.advance {${a},"ms":100000}`,
    `sel.add {${a},"record":"00 00 02 00 00 00 00 20 00 04 01 30 01 55 00 00"}\nsel.info {${a}}\nsel.clear {${a}}`,
    `fru.list {${a}}\nfru.read {${a},"id":0}\nfru.write {${a},"id":0,"offset":0,"data":"0102"}\nsdr.list {${a},"from":0}`,
    `event.send {${a},"sensor":"CPU","event":"upperCritical"}\nflags.get {${a}}\nflags.clear {${a},"flags":["eventMessageBuffer"]}`,
    `watchdog.set {${a},"action":"reset","timeoutMs":1000,"running":true}\nwatchdog.get {${a}}`,
    `user.set {${a},"id":2,"name":"u","password":"p","privilege":"operator"}\nuser.list {${a}}`,
    `fault.add {${a},"rule":{"when":{"command":"06 01","nth":1},"time":{"delayMs":5000},"name":"f"}}\nfault.list {${a}}\nfault.settings {${a},"deadlineMs":"off","seed":1}\nfault.remove {${a},"name":"f"}\nfault.clear {${a}}`,
    `machine.add {"settings":{"name":"c","listen":["unix:x.sock"],"sensors":[{"name":"S","type":"fan","units":"rpm","range":[0,255]}]}}\nstatus {}`,
    `reset {${a},"kind":"cold"}\nhistory {${a},"from":0}\npower.status {${a}}`,
  ];
}
