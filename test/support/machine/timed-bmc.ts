import type { Duplex } from "node:stream";
import type { Clock } from "../../../src/clock.ts";
import type { LabBmc } from "../../../src/lab/host.ts";
import type { Connection } from "../../../src/transport/connection.ts";
import { VmDecoder } from "../../../src/wire/vm-decoder.ts";
import { encodeMessage, type VmMessage } from "../../../src/wire/vm-message.ts";

/** Reaction of a BMC to a request, the n-th from 0 on. */
export type Script = (request: VmMessage, nth: number, bmc: TimedBmc) => void;

/** A BMC that follows a script of actions and times. */
export class TimedBmc implements LabBmc {
  readonly requests: VmMessage[] = [];
  readonly streams: Duplex[] = [];
  readonly #clock: Clock;
  readonly #script: Script;

  constructor(clock: Clock, script: Script) {
    this.#clock = clock;
    this.#script = script;
  }

  attach({ stream }: Connection): void {
    const decoder = new VmDecoder();
    this.streams.push(stream);
    stream.on("data", (chunk: Uint8Array) =>
      decoder.push(chunk, (frame) => {
        if (frame.kind === "message") this.#script(frame, this.requests.push(frame) - 1, this);
      }),
    );
  }

  write(bytes: Uint8Array, afterMs = 0): void {
    if (afterMs === 0) this.streams.at(-1)?.write(bytes);
    else this.#clock.after(afterMs, () => this.write(bytes));
  }
}

/** Success, 42h: under the request's own id, or another. */
export function answerTo({ id: ownId, netFn, lun, cmd }: VmMessage, id: number = ownId): Uint8Array {
  return encodeMessage({ id: id & 0xff, netFn: netFn + 1, lun, cmd, data: Uint8Array.of(0x00, 0x42) });
}
