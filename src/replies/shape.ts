/** Encodes an answer for the wire, intact or damaged by a rule. */
import { checksum } from "../codec/checksum.ts";
import { EndMark, frame } from "../wire/vm-framing.ts";
import { encodeMessage, messageBody, type VmMessage } from "../wire/vm-message.ts";
import type { ShapeRule } from "./rule.ts";

/** An answer to be sent; `data` starts with the completion code. */
export type AnswerMessage = Omit<VmMessage, "kind">;

export function shaped(answer: AnswerMessage, shape: ShapeRule | undefined): Uint8Array {
  if (shape === undefined) return encodeMessage(answer);
  if (shape === "duplicate") return Buffer.concat([encodeMessage(answer), encodeMessage(answer)]);
  if (shape === "wrongNetFn") return encodeMessage({ ...answer, netFn: answer.netFn ^ 0x02 });
  if (shape === "wrongCmd") return encodeMessage({ ...answer, cmd: answer.cmd ^ 0x01 });
  if (shape === "empty") return encodeMessage({ ...answer, data: Uint8Array.of(0x00) });
  if (shape === "badChecksum") return badChecksum(messageBody(answer));
  if ("truncated" in shape) return truncated(messageBody(answer), shape.truncated);
  if ("tooLong" in shape) {
    return encodeMessage({ ...answer, data: Buffer.concat([answer.data, new Uint8Array(shape.tooLong)]) });
  }
  // The data already is the refusal's.
  if ("completionCode" in shape) return encodeMessage(answer);
  return shape.raw;
}

function badChecksum(body: Uint8Array): Uint8Array {
  const sum = body.at(-1) ?? 0;
  return frame(Uint8Array.of(...body.subarray(0, -1), sum ^ 0xff), EndMark.Message);
}

/** Returns `size` bytes of body and their checksum. */
function truncated(body: Uint8Array, size: number): Uint8Array {
  const kept = body.subarray(0, Math.min(size, body.length - 1));
  return frame(Uint8Array.of(...kept, checksum(kept)), EndMark.Message);
}
