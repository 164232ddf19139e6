/**
 * A guest that writes SEL records, SDRs and FRU content as quickly as it is answered, each with a number of its own, and
 * knows which of them were answered when its BMC is killed.
 */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { VmDecoder } from "../../../src/wire/vm-decoder.ts";
import { encodeMessage, type VmMessage } from "../../../src/wire/vm-message.ts";

type Request = Omit<VmMessage, "kind" | "id">;

/** Requests that wait for an answer at once: a kill then meets some at every stage. */
const WINDOW = 8;
const FRU_SLOTS = 64;
const NUMBER_SIZE = 4;
/** One in this number of requests; the repository has room for 4,095 records. */
const SDR_EVERY = 20;

const STORAGE = { netFn: 0x0a, lun: 0 } as const;

interface Outstanding {
  readonly request: Request;
  answered(data: Uint8Array): void;
}

export class KeptWriter {
  /** Numbers that were sent, and of these the ones that were answered. */
  readonly sel = { sent: new Set<number>(), answered: new Map<number, number>() };
  readonly sdr = { sent: new Set<number>(), answered: new Map<number, number>() };
  /** Numbers by slot: the last answered one, and all later ones that were sent. */
  readonly fru = Array.from({ length: FRU_SLOTS }, () => ({ answered: 0, since: new Set<number>() }));
  #number = 0;

  /** Writes until the connection ends. `reached` is called after `answers` answers. */
  async write(path: string, answers: number, reached: () => void): Promise<void> {
    const socket = await opened(path);
    const outstanding: Outstanding[] = [];
    let answered = 0;
    const send = () => {
      const next = this.#next();
      outstanding.push(next);
      socket.write(encodeMessage({ id: outstanding.length % 0x80, ...next.request }));
    };
    const decoder = new VmDecoder();
    socket.on("data", (chunk) =>
      decoder.push(chunk, (frame) => {
        if (frame.kind !== "message") return;
        if (frame.data[0] !== 0) throw new Error(`refused with 0x${frame.data[0]?.toString(16)}`);
        outstanding.shift()?.answered(frame.data.subarray(1));
        if (++answered === answers) reached();
        send();
      }),
    );
    for (let i = 0; i < WINDOW; i++) send();
    // Not once(): a reset is an end as good as any.
    await new Promise((resolve) => socket.once("close", resolve));
  }

  #next(): Outstanding {
    const number = ++this.#number;
    const kind = number % SDR_EVERY === 0 ? "sdr" : number % 3 === 0 ? "fru" : "sel";
    if (kind === "fru") return this.#fruWrite(number);
    const record = kind === "sel" ? selRecord(number) : sdrRecord(number);
    this[kind].sent.add(number);
    return {
      request: { ...STORAGE, cmd: kind === "sel" ? 0x44 : 0x24, data: record },
      answered: (data) => this[kind].answered.set(number, (data[0] ?? 0) + 256 * (data[1] ?? 0)),
    };
  }

  #fruWrite(number: number): Outstanding {
    const index = number % FRU_SLOTS;
    const slot = this.fru[index];
    if (!slot) throw new RangeError(`no slot ${index}`);
    slot.since.add(number);
    return {
      request: { ...STORAGE, cmd: 0x12, data: Uint8Array.of(0, index * NUMBER_SIZE, 0, ...bytesOf(number)) },
      answered() {
        slot.answered = number;
        slot.since.delete(number);
      },
    };
  }
}

/** Records of the BMC at this address: ids by number, in their order, and the number in each slot. */
export async function readKept(path: string) {
  const socket = await opened(path);
  const ask = exchange(socket);
  const records = async (cmd: number, numberAt: number) => {
    const found: { id: number; number: number }[] = [];
    for (let id = 0; id !== 0xffff; ) {
      const request = Uint8Array.of(0, 0, id % 256, Math.floor(id / 256), 0, 0xff);
      const answer = await ask({ ...STORAGE, cmd, data: request });
      if (answer[0] === 0xcb) break;
      if (answer[0] !== 0) throw new Error(`record 0x${id.toString(16)}: 0x${answer[0]?.toString(16)}`);
      const record = answer.subarray(3);
      found.push({ id: (record[0] ?? 0) + 256 * (record[1] ?? 0), number: numberOf(record.subarray(numberAt)) });
      id = (answer[1] ?? 0) + 256 * (answer[2] ?? 0);
    }
    return found;
  };
  const fru = async (slot: number) => {
    const answer = await ask({ ...STORAGE, cmd: 0x11, data: Uint8Array.of(0, slot * NUMBER_SIZE, 0, NUMBER_SIZE) });
    return numberOf(answer.subarray(2));
  };
  try {
    const slots: number[] = [];
    for (let slot = 0; slot < FRU_SLOTS; slot++) slots.push(await fru(slot));
    return { sel: await records(0x43, 3), sdr: await records(0x23, 8), fru: slots };
  } finally {
    socket.destroy();
  }
}

/** An OEM record (E0h): the writer's number, then zeros. */
export function selRecord(number: number): Uint8Array {
  return Uint8Array.of(0, 0, 0xe0, ...bytesOf(number), 0, 0, 0, 0, 0, 0, 0, 0, 0);
}

/** An OEM record (C0h): manufacturer, then the writer's number. */
function sdrRecord(number: number): Uint8Array {
  return Uint8Array.of(0, 0, 0x51, 0xc0, 7, 0, 0, 0, ...bytesOf(number));
}

function bytesOf(number: number): Uint8Array {
  const bytes = new Uint8Array(NUMBER_SIZE);
  new DataView(bytes.buffer).setUint32(0, number, true);
  return bytes;
}

function numberOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
}

async function opened(path: string): Promise<Socket> {
  const socket = connect({ path });
  // A killed daemon resets the connection; the answers before that count.
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

function exchange(socket: Socket) {
  const decoder = new VmDecoder();
  let take: (data: Uint8Array) => void = () => {};
  let fail: (error: Error) => void = () => {};
  socket.on("close", () => fail(new Error("the BMC closed the connection")));
  socket.on("data", (chunk) =>
    decoder.push(chunk, (frame) => {
      if (frame.kind === "message") take(frame.data);
    }),
  );
  return (request: Request) =>
    new Promise<Uint8Array>((resolve, reject) => {
      take = resolve;
      fail = reject;
      socket.write(encodeMessage({ id: 1, ...request }));
    });
}
