import type { LabBmc } from "../../../src/lab/host.ts";
import type { Connection } from "../../../src/transport/connection.ts";
import { Control, encodeControl, PROTOCOL_VERSION } from "../../../src/wire/vm-control.ts";
import { VmDecoder } from "../../../src/wire/vm-decoder.ts";
import { encodeMessage, type VmMessage } from "../../../src/wire/vm-message.ts";

/** Bytes sent for a request; undefined is silence. */
type Script = (request: VmMessage) => Uint8Array | undefined;

/** A BMC that answers by a script and keeps the requests. */
export class ScriptedBmc implements LabBmc {
  readonly requests: VmMessage[] = [];
  connections = 0;
  readonly #script: Script;

  constructor(script: Script) {
    this.#script = script;
  }

  attach({ stream }: Connection): void {
    const decoder = new VmDecoder();
    this.connections++;
    stream.write(Uint8Array.of(0xa0, 0xa1, ...encodeControl(Control.Version, PROTOCOL_VERSION)));
    stream.on("data", (chunk: Uint8Array) =>
      decoder.push(chunk, (frame) => {
        if (frame.kind !== "message") return;
        this.requests.push(frame);
        const bytes = this.#script(frame);
        if (bytes !== undefined) stream.write(bytes);
      }),
    );
  }

  /** The message ids as they came. */
  get ids(): number[] {
    return this.requests.map(({ id }) => id);
  }
}

/** The answer "success, 42h" to a request, with the request's own id or another. */
export function answerTo(request: VmMessage, id: number = request.id): Uint8Array {
  const { netFn, lun, cmd } = request;
  return encodeMessage({ id, netFn: netFn + 1, lun, cmd, data: Uint8Array.of(0x00, 0x42) });
}
