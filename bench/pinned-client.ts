/** A client on a core of our choice: client.c, or the client on Node where the machine has no C compiler. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Control, encodeControl, PROTOCOL_VERSION } from "../src/wire/vm-control.ts";
import { Client, type Target } from "./client.ts";
import { pin } from "./cores.ts";
import { type Cycle, frameOf, MESSAGE_IDS, REQUESTS } from "./traffic.ts";

export interface PinnedClient {
  readonly pid: number;
  /** Like `Client.run`, on this core. With a pause, which client.c alone makes before each request, one is outstanding. */
  run(core: number, count: number, outstanding: number, pauseUs?: number): Promise<Float64Array>;
  close(): void;
}

/** Connects. `program`: client.c, compiled, if there is a compiler; `name` is unique in `directory`. */
export async function openClient(
  program: string | undefined,
  target: Target,
  answers: Cycle,
  directory: string,
  name: string,
): Promise<PinnedClient> {
  if (program === undefined) return nodeClient(target, answers);
  const frames = join(directory, `${name}.frames`);
  writeFileSync(frames, framesFile(answers));
  const place = "path" in target ? ["unix", target.path] : ["tcp", `${target.port}`];
  return new ProgramClient(spawn(program, [...place, frames], { stdio: ["pipe", "pipe", "inherit"] }));
}

async function nodeClient(target: Target, answers: Cycle): Promise<PinnedClient> {
  const { client } = await Client.open(target);
  return {
    pid: process.pid,
    run(core, count, outstanding) {
      pin(process.pid, core);
      return client.run(answers, count, outstanding);
    },
    close: () => client.close(),
  };
}

/** Bytes of a time in the program's output. */
const TIME_SIZE = 4;

class ProgramClient implements PinnedClient {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #ended: Promise<never>;

  constructor(child: ChildProcess) {
    this.#child = child;
    this.pid = child.pid ?? 0;
    this.#ended = once(child, "exit").then(([code]) => Promise.reject(new Error(`the client ended with ${code}`)));
    this.#ended.catch(() => {});
  }

  async run(core: number, count: number, outstanding: number, pauseUs = 0): Promise<Float64Array> {
    this.#child.stdin?.write(`${core} ${count} ${outstanding} ${pauseUs}\n`);
    const bytes = await Promise.race([this.#read(count * TIME_SIZE), this.#ended]);
    return Float64Array.from({ length: count }, (_, n) => bytes.readUInt32LE(n * TIME_SIZE) / 1000);
  }

  close(): void {
    this.#child.kill();
  }

  async #read(size: number): Promise<Buffer> {
    const { stdout } = this.#child;
    if (!stdout) throw new Error("the client has no standard output");
    const chunks: Buffer[] = [];
    for (let length = 0; length < size; ) {
      const chunk: Buffer | null = stdout.read();
      if (chunk === null) await once(stdout, "readable");
      else {
        chunks.push(chunk);
        length += chunk.length;
      }
    }
    return Buffer.concat(chunks);
  }
}

/** See client.c. */
function framesFile(answers: Cycle): Buffer {
  const ids = Array.from({ length: MESSAGE_IDS }, (_, id) => id);
  const frames = [
    encodeControl(Control.Version, PROTOCOL_VERSION),
    ...ids.map((id) => frameOf(REQUESTS, id)),
    ...ids.map((id) => frameOf(answers, id)),
  ];
  return Buffer.concat(
    frames.flatMap((frame) => [Uint8Array.of(frame.length % 256, Math.floor(frame.length / 256)), frame]),
  );
}
