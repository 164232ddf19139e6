/** SOL streams that misbehave, as faults ask. Output is not affected: the console's acknowledgements count. */
import type { SolStream } from "../bmc/lan/sol-activations.ts";
import type { LanContent } from "../replies/lan-fault.ts";
import { parseSolFromConsole, SOL_HEADER_SIZE } from "../rmcp/sol-payload.ts";

/** Returns a stream that takes no characters ("deaf"), or none of its first packet ("stuck"). */
export function hindered(stream: SolStream, sol: NonNullable<LanContent["sol"]>): SolStream {
  let first: number | undefined;
  return {
    get counts() {
      return stream.counts;
    },
    receive(payload) {
      const packet = parseSolFromConsole(payload);
      if (packet.kind === "discarded" || packet.sequence === 0) return stream.receive(payload);
      first ??= packet.sequence;
      return stream.receive(sol === "deaf" || packet.sequence === first ? acknowledgementIn(payload) : payload);
    },
    stop: (tell) => stream.stop(tell),
  };
}

/** The packet without its number and its characters. */
function acknowledgementIn(payload: Uint8Array): Uint8Array {
  return payload.subarray(0, SOL_HEADER_SIZE).with(0, 0);
}
