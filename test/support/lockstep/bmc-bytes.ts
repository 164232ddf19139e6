import { checksum } from "../../../src/codec/checksum.ts";
import { encodeControl, isControl } from "../../../src/wire/vm-control.ts";
import { EndMark, frame } from "../../../src/wire/vm-framing.ts";
import type { BmcPart, Damage } from "./step.ts";

/** The request that a BMC saw last. */
export interface SeenRequest {
  readonly id: number;
  readonly netFnLun: number;
  readonly cmd: number;
}

type AnswerPart = Extract<BmcPart, { kind: "answer" }>;

const ESCAPE = 0xaa;
const RESPONSE_BIT = 0x04;

/** Bytes that the BMC writes. */
export function bytesOf(parts: readonly BmcPart[], request: SeenRequest): Uint8Array {
  return Buffer.concat(parts.map((part) => partBytes(part, request)));
}

function partBytes(part: BmcPart, request: SeenRequest): Uint8Array {
  switch (part.kind) {
    case "raw":
      return Uint8Array.from(part.bytes);
    case "control":
      return isControl(part.code) ? encodeControl(part.code) : frame(Uint8Array.of(part.code), EndMark.Control);
    case "answer":
      return damaged(answerBody(part, request), part.damage);
  }
}

function answerBody({ id, header, body }: AnswerPart, request: SeenRequest): Uint8Array {
  const [netFnLun, cmd] = header === "right" ? [request.netFnLun | RESPONSE_BIT, request.cmd] : header;
  return withChecksum(Uint8Array.of(idByte(id, request), netFnLun, cmd, ...body));
}

function idByte(id: AnswerPart["id"], request: SeenRequest): number {
  if (id === "right") return request.id;
  return typeof id === "number" ? (request.id + id) & 0xff : id.exactly;
}

function withChecksum(bytes: Uint8Array): Uint8Array {
  return Uint8Array.of(...bytes, checksum(bytes));
}

function damaged(body: Uint8Array, damage: Damage): Uint8Array {
  const whole = frame(body, EndMark.Message);
  switch (damage) {
    case "none":
      return whole;
    case "bad checksum":
      return frame(Uint8Array.of(...body.subarray(0, -1), (body.at(-1) ?? 0) ^ 0x01), EndMark.Message);
    case "short":
      return frame(withChecksum(body.subarray(0, 3)), EndMark.Message);
    case "no end":
      return whole.subarray(0, -1);
    case "escape before the end":
      return Uint8Array.of(...whole.subarray(0, -1), ESCAPE, EndMark.Message);
    case "twice":
      return Uint8Array.of(...whole, ...whole);
  }
}
