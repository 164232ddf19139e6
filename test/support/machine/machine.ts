import { Duplex } from "node:stream";
import { pino } from "pino";
import type { Clock } from "../../../src/clock.ts";
import { configSchema } from "../../../src/config/schema/schema.ts";
import { Channel, type InterfaceKind } from "../../../src/ipmi/channel.ts";
import { Machine } from "../../../src/machine.ts";
import type { AnswerStore } from "../../../src/store/answer-commits.ts";
import { VmDecoder } from "../../../src/wire/vm-decoder.ts";
import { encodeMessage } from "../../../src/wire/vm-message.ts";
import { describeFrame } from "../bytes/decode.ts";
import { hex, toHex } from "../bytes/hex.ts";

/** A machine with the given settings of the configuration file, without a QEMU. */
export function machine(settings: Readonly<Record<string, unknown>> = {}, clock?: Clock): Machine {
  return new Machine(configSchema.parse(settings), pino({ level: "silent" }), clock);
}

/** A machine whose state goes to this store. */
export function storedMachine(store: AnswerStore): Machine {
  return new Machine({ ...configSchema.parse({}), openStore: () => store }, pino({ level: "silent" }));
}

/** Sends "netFn cmd data…" in hex and gives "completion-code data…" in hex. */
export function ask(to: Machine, request: string, lun = 0, channel: number = Channel.SystemInterface): string {
  const [netFn = 0, cmd = 0, ...data] = hex(request);
  const answer = to.answer({ netFn, lun, cmd, data: Uint8Array.from(data) }, undefined, channel);
  return toHex(Uint8Array.of(answer.completionCode, ...answer.data));
}

/** QEMU's side of a connection, in memory and synchronous: `send` returns after the answer. */
export class FakeQemu {
  readonly #decoder = new VmDecoder();
  #received: string[] = [];
  /** Called before bytes from the BMC are taken. */
  onWrite = () => {};
  readonly stream = new Duplex({
    read() {},
    write: (chunk: Uint8Array, _encoding, done) => {
      this.onWrite();
      this.#decoder.push(chunk, (frame) => this.#received.push(describeFrame(frame)));
      done();
    },
  });

  /** Connects to a door for the machine's interface, or for another `kind`; with `capabilities` it greets as QEMU 7.2 does, and what the BMC said to that is taken off. */
  constructor(to: Machine, capabilities?: string, kind?: InterfaceKind) {
    to.attach({ stream: this.stream, peer: "test" }, kind);
    if (capabilities === undefined) return;
    this.send(`ff 01 a1 08 ${capabilities} a1`);
    this.received();
  }

  send(bytes: string): void {
    this.stream.emit("data", hex(bytes));
  }

  /** Bytes from the BMC's side that no BMC sent: to end a frame that was left open. */
  push(bytes: string): void {
    this.#decoder.push(hex(bytes), (frame) => this.#received.push(describeFrame(frame)));
  }

  /** Sends "netFn cmd data…" with this id. */
  request(id: number, request: string): void {
    this.stream.emit("data", frameOf(id, request));
  }

  /** Sends requests, with ids from 0 on, and then these bytes: all of them arrive together. */
  requests(requests: readonly string[], bytes = ""): void {
    this.stream.emit("data", Buffer.concat([...requests.map((each, id) => frameOf(id % 0x80, each)), hex(bytes)]));
  }

  /** The frames that came since the last look, as `describeFrame` has them. */
  received(): string[] {
    const frames = this.#received;
    this.#received = [];
    return frames;
  }
}

function frameOf(id: number, request: string): Uint8Array {
  const [netFn = 0, cmd = 0, ...data] = hex(request);
  return encodeMessage({ id, netFn, lun: 0, cmd, data: Uint8Array.from(data) });
}
