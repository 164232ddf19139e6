/**
 * Reads a peer's frames in turns. What arrives together is read at once if it is one turn's work, as QEMU's single request
 * is. The rest waits, with the stream paused, for further turns of the event loop, so that a peer that pipelines delays its
 * neighbors by one turn at most. A peer that does not read the answers is not read either.
 */
import type { Duplex } from "node:stream";
import { frameEnd } from "../wire/vm-framing.ts";
import { readShared } from "./shared-read.ts";
import { peersTurns } from "./turn-queue.ts";

/** Most bytes of a turn. */
export const TURN_BYTES = 4096;
/** Frames that every turn reads, however long they take. */
export const TURN_FRAMES = 16;
/** Time after which a turn reads no further frame. */
export const TURN_MS = 0.1;

export interface TurnUser {
  /** Takes the bytes of a frame, from `start` up to its end mark before `end`. Returns whether the turn may go on. */
  take(bytes: Uint8Array, start: number, end: number): boolean;
  /** Called at the end of a turn: sends the answers. */
  turnOver(): void;
}

export class TurnReader {
  readonly #stream: Duplex;
  readonly #user: TurnUser;
  #unread: Uint8Array[] = [];
  /** Where the first unread chunk goes on. */
  #at = 0;
  /** Whether a turn is under way, or one is coming. */
  #busy = false;

  constructor(stream: Duplex, user: TurnUser) {
    this.#stream = stream;
    this.#user = user;
    readShared(stream, (chunk) => {
      this.#unread.push(chunk);
      if (stream.writableNeedDrain) this.#goOn();
      else if (!this.#busy) this.#turn();
      // The next read overwrites the chunk.
      const last = this.#unread.pop();
      if (last) this.#unread.push(Buffer.from(last));
    });
    stream.on("drain", () => this.#goOn());
  }

  /** Drops what has not been read. */
  close(): void {
    this.#unread = [];
    this.#at = 0;
  }

  #turn(): void {
    this.#busy = true;
    this.#read();
    this.#user.turnOver();
    this.#busy = false;
    this.#goOn();
  }

  #comingTurn(): void {
    if (this.#unread.length > 0) this.#turn();
    else this.#busy = false;
  }

  #goOn(): void {
    const stream = this.#stream;
    if (this.#busy) return;
    const waits = this.#unread.length > 0;
    if (waits || stream.writableNeedDrain) stream.pause();
    else if (stream.isPaused()) stream.resume();
    if (!waits || stream.writableNeedDrain) return;
    this.#busy = true;
    peersTurns.add(() => this.#comingTurn());
  }

  #read(): void {
    let bytes = 0;
    let frames = 0;
    let startMs = 0;
    for (let chunk = this.#unread[0]; chunk; chunk = this.#unread[0]) {
      const start = this.#at;
      const end = frameEnd(chunk, start, TURN_BYTES - bytes);
      bytes += end - start;
      this.#at = end;
      const goesOn = this.#user.take(chunk, start, end);
      if (end === chunk.length) {
        this.#unread.shift();
        this.#at = 0;
      }
      frames++;
      if (!goesOn || bytes >= TURN_BYTES || this.#unread.length === 0) return;
      if (frames === 1) startMs = performance.now();
      if (frames >= TURN_FRAMES && performance.now() - startMs > TURN_MS) return;
    }
  }
}
