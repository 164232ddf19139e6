/** Bytes that were sent, as messages. */
import { VmDecoder } from "./vm-decoder.ts";
import { encodeMessage, type VmMessage } from "./vm-message.ts";

/** Decodes bytes into messages; undefined unless they are whole messages and nothing else. */
export function messagesIn(bytes: Uint8Array): readonly VmMessage[] | undefined {
  const messages: VmMessage[] = [];
  new VmDecoder().push(bytes, (frame) => {
    if (frame.kind === "message") messages.push(frame);
  });
  const isWhole = messages.length > 0 && Buffer.concat(messages.map(encodeMessage)).equals(bytes);
  return isWhole ? messages : undefined;
}
