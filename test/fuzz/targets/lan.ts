/**
 * Datagrams of strangers and of clients with a session → what a LAN server sends. Lines: "login SUITE" and "login15 TYPE" open a
 * session; "open SUITE", "rakp1" and "rakp3" are its steps, and "twist STEP PLACE HEX" sends one with other bytes. "ask HEX" sends
 * a request in the session, "seq NUMBER HEX" with a sequence number, "bend PLACE HEX HEX" with other bytes at a place, "carry HEX" a
 * whole message; "guest HEX" is a request of the guest. "raw HEX" is a datagram, "~" and a number lets milliseconds pass, "@N" is
 * another address.
 */
import { ok } from "node:assert/strict";
import { parseIpmiPacket } from "../../../src/rmcp/ipmi-packet.ts";
import { parseRmcp } from "../../../src/rmcp/rmcp-header.ts";
import { hex } from "../../support/bytes/hex.ts";
import { observe } from "../../support/fuzz/coverage.ts";
import { type Target, textOf } from "../../support/fuzz/target.ts";
import { packetIn } from "../../support/lan/client-handshake.ts";
import {
  answerIn,
  type ConsoleSession,
  Handshaking,
  logIn,
  logIn15,
  outside15,
  outsidePlus,
} from "../../support/lan/lan-console.ts";
import { ALL_SUITES, CONSOLE, type LanMachine, lanMachine, type Sent } from "../../support/lan/lan-machine.ts";
import { ask } from "../../support/machine/machine.ts";

const MAX_LINES = 24;
const MAX_MS = 1_000_000;
/** Suites with an integrity algorithm: a packet that was changed on its way is not answered. */
const WITH_INTEGRITY = new Set([2, 3, 7, 8, 11, 12, 16, 17]);
const SATELLITES = [
  { address: 0x82, name: "blade" },
  { address: 0x84, name: "carrier" },
];
const LINE = /^(login15|login|open|rakp1|rakp3|twist|ask|seq|bend|carry|guest|raw|~|@) ?(.*)$/;

export const lan: Target = {
  name: "lan",
  never: "an error, FFh, an answer to a packet that was changed on its way, a datagram that cannot be read",
  form: "text",
  maxBytes: 4096,
  seeds: [
    ...ALL_SUITES.map((suite) => `login ${suite}\nask 06 01\nask 06 3d 00\nask 06 3c 00 00 00 00 01\n`),
    "login15 2\nask 06 01\nask 06 3b 04\nseq 5 06 01\n~70000\nask 06 01\n",
    "open 3\nrakp1\nrakp3\nopen 17\nrakp3\n",
    "open 3\ntwist open 20 ff\ntwist rakp1 24 00\nrakp1\ntwist rakp3 30 00\nrakp3\n",
    "login 17\nbend 20 ff 06 01\nbend 6 00000000 06 38 0e 04\nask 06 40 01 80 00\nask 00 02 01\n@2\nask 06 01\n",
    "raw 06 00 ff 06 00 00 11 be 80 00 00 00\nraw 06 00 ff 07 06 10 00 00 00 00 00 00 00 00 20 00\n",
    `raw ${Buffer.from(outside15("06 38 0e 04")).toString("hex")}\nraw ${Buffer.from(outsidePlus("06 54 0e 00 80")).toString("hex")}\n`,
    "login 3\nask 06 34 40 82 18 66 81 14 01 6a\nask 06 34 40 84 18 64 81 14 34 40 82 18 66 81 14 01 6a 5a\n",
    "guest 06 32 01 01\nlogin 17\ncarry 20 c2 1e 81 18 01 aa bc\nguest 06 33\nguest 06 34 01 01 81 c4 bb 20 1a 01 00 55 70\n",
    "login 3\nask 06 48 01 01 00 00 00 00\nask 06 49 01 01 00 00 00 00\nask 06 34 00 82 18 66 20 04 01 db\n",
  ],
  words: ["login 3", "login 17", "login15 0", "ask ", "raw 06 00 ff 07 ", "06 3a", "06 39", "06 3c", "a4 a3 a2 a0"],
  run(input) {
    const client = new Client(
      lanMachine({ cipherSuites: ALL_SUITES, address: "192.0.2.1" }, undefined, { satellites: SATELLITES }),
    );
    try {
      for (const line of textOf(input).split("\n").slice(0, MAX_LINES)) client.play(line);
    } finally {
      client.to.machine.close();
    }
  },
};

class Client {
  readonly to: LanMachine;
  #session: ConsoleSession | undefined;
  #suite = 0;
  #steps: Handshaking | undefined;
  #peer = CONSOLE;

  constructor(to: LanMachine) {
    this.to = to;
  }

  readonly #deeds: Readonly<Record<string, (words: readonly string[]) => void>> = {
    login: ([suite]) => this.#logIn("login", integerOf(suite)),
    login15: ([type]) => this.#logIn("login15", integerOf(type)),
    open: ([suite]) => {
      const isKnown = ALL_SUITES.includes(integerOf(suite));
      this.#steps = isKnown ? new Handshaking(this.to, { suite: integerOf(suite) }) : undefined;
      this.#steps?.open();
    },
    rakp1: () => void this.#steps?.rakp1(),
    rakp3: () => void (this.#steps?.console.handshake && this.#steps.rakp3()),
    twist: ([step = "", place, bytes = ""]) => this.#twist(step, integerOf(place), bytesOf(bytes)),
    ask: (request) => this.#ask(requestOf(request), {}),
    seq: ([number, ...request]) => this.#ask(requestOf(request), { sequence: integerOf(number) % 2 ** 32 }),
    bend: ([place, bytes = "", ...request]) => this.#bend(integerOf(place), bytesOf(bytes), requestOf(request)),
    carry: (words) => {
      const message = Buffer.from(bytesOf(words.join(""))).toString("hex");
      if (this.#session) this.#read(this.to.send([this.#session.carrying(message)], this.#peer));
    },
    guest: (words) => {
      const request = requestOf(words);
      if (request === undefined) return;
      this.#read(this.to.sentBy(() => ok(!ask(this.to.machine, request).startsWith("ff"), "FFh")));
    },
    raw: (words) => void this.#read(this.to.send([bytesOf(words.join(""))], this.#peer)),
    "~": ([ms]) => this.to.clock.advance(Math.min(integerOf(ms), MAX_MS)),
    "@": ([number]) => {
      this.#peer = { address: `192.0.2.${integerOf(number) % 256 || 1}`, port: 50_000 };
    },
  };

  play(line: string): void {
    const [, deed = "", rest = ""] = LINE.exec(line) ?? [];
    this.#deeds[deed]?.(rest.split(" "));
  }

  #logIn(how: "login" | "login15", number: number): void {
    try {
      this.#session = how === "login" ? logIn(this.to, { suite: number }) : logIn15(this.to, { type: number });
      this.#suite = how === "login" ? number : 0;
    } catch (error) {
      // The client's own errors: the BMC was reset, its sessions are all in use, or a request has disabled the user.
      if (!(error instanceof Error) || error.constructor !== Error) throw error;
      observe(error.message.slice(0, 20));
    }
  }

  #ask(request: string | undefined, more: { readonly sequence?: number }): void {
    if (request === undefined || !this.#session) return;
    const answers = this.#session.ask(request, { ...more, peer: this.#peer });
    for (const answer of answers) ok(!answer.startsWith("ff"), "FFh");
  }

  /** Sends a message of the log-in with other bytes at a place. */
  #twist(step: string, place: number, bytes: Uint8Array): void {
    const whole = this.#messageOf(step);
    if (!whole) return;
    const bent = Uint8Array.from(whole);
    const at = place % (bent.length + 1);
    bent.set(bytes.subarray(0, bent.length - at), at);
    this.#read(this.to.send([bent], this.#peer));
  }

  #messageOf(step: string): Uint8Array | undefined {
    if (step === "open") return this.#steps?.openRequest();
    if (step === "rakp1") return this.#steps?.rakp1Request();
    return step === "rakp3" && this.#steps?.console.handshake ? this.#steps.rakp3Request() : undefined;
  }

  #bend(place: number, bytes: Uint8Array, request: string | undefined): void {
    if (request === undefined || !this.#session) return;
    const sent = this.#session.datagram(request);
    const bent = Uint8Array.from(sent);
    const at = place % (bent.length + 1);
    bent.set(bytes.subarray(0, bent.length - at), at);
    const answers = this.#read(this.to.send([bent], this.#peer));
    const packet = parseRmcp(bent);
    if (packet.kind !== "rmcp" || Buffer.compare(packet.body, sent.subarray(4)) === 0) return;
    const inside = parseIpmiPacket(packet.body);
    const isOfSession = inside.kind === "plus" && inside.sessionId === this.#session.id;
    if (isOfSession && WITH_INTEGRITY.has(this.#suite)) ok(answers === 0, "a packet that was changed is answered");
  }

  /** Returns the number of datagrams. */
  #read(sent: readonly Sent[]): number {
    for (const { datagram } of sent) {
      const rmcp = parseRmcp(datagram);
      ok(rmcp.kind !== "discarded", "a datagram that cannot be read");
      if (rmcp.kind !== "rmcp" || rmcp.class !== 0x07) continue;
      const packet = packetIn(datagram);
      observe(packet.kind);
      if (packet.kind === "session") ok(!answerIn(packet.message).startsWith("ff"), "FFh");
    }
    return sent.length;
  }
}

/** The digits that a word starts with, or 0. */
function integerOf(word = ""): number {
  return Math.min(Number(/^\d*/.exec(word)?.[0]), Number.MAX_SAFE_INTEGER);
}

function bytesOf(text: string): Uint8Array {
  const digits = text.replaceAll(/[^0-9a-f]/g, "");
  return hex(digits.slice(0, digits.length - (digits.length % 2)));
}

function requestOf(words: readonly string[]): string | undefined {
  const bytes = bytesOf(words.join(""));
  return bytes.length < 2 || bytes.length > 200 ? undefined : Buffer.from(bytes).toString("hex");
}
