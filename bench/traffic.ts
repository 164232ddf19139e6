/** Traffic of the benchmarks: a request for each of the 256 message ids, and the bytes of its answer. */
import { encodeMessage, type VmMessage } from "../src/wire/vm-message.ts";

export const MESSAGE_IDS = 256;

/** Frames for all message ids, end to end and twice, so that a run of up to 256 frames never wraps. */
export interface Cycle {
  readonly bytes: Buffer;
  /** Offsets of the frames: frame n lies between edge n and edge n + 1. */
  readonly edges: Uint32Array;
}

export function getDeviceId(id: number): Uint8Array {
  return encodeMessage({ id, netFn: 0x06, lun: 0, cmd: 0x01, data: new Uint8Array() });
}

/** Returns the answers of a server that echoes the message id and is otherwise constant. */
export function answersLike(answer: VmMessage): Cycle {
  return cycle((id) => encodeMessage({ ...answer, id }));
}

/** Returns the answers of a server that sends one frame for every request. */
export function answersAlways(frame: Uint8Array): Cycle {
  return cycle(() => frame);
}

/** Answer of the echo server, as long as a real one: completion code and 15 bytes. */
export const ECHO_ANSWER = encodeMessage({ id: 0, netFn: 0x07, lun: 0, cmd: 0x01, data: new Uint8Array(16) });

export const REQUESTS: Cycle = cycle(getDeviceId);

export function cycle(frameOf: (id: number) => Uint8Array): Cycle {
  const frames = Array.from({ length: 2 * MESSAGE_IDS }, (_, n) => frameOf(n % MESSAGE_IDS));
  const edges = new Uint32Array(frames.length + 1);
  let end = 0;
  frames.forEach((frame, n) => {
    end += frame.length;
    edges[n + 1] = end;
  });
  return { bytes: Buffer.concat(frames), edges };
}

/** Returns frame `n` of a cycle. */
export function frameOf({ bytes, edges }: Cycle, n: number): Uint8Array {
  return bytes.subarray(edges[n], edges[n + 1]);
}
