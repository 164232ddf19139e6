import { hexDigits } from "../../../src/text/hex.ts";
import { VmDecoder, type VmFrame } from "../../../src/wire/vm-decoder.ts";
import { toHex } from "./hex.ts";

/** Frames that a fresh decoder makes of these chunks. */
export function decodeAll(...chunks: readonly Uint8Array[]): VmFrame[] {
  const decoder = new VmDecoder();
  const frames: VmFrame[] = [];
  for (const chunk of chunks) decoder.push(chunk, (frame) => frames.push(frame));
  return frames;
}

/** A frame as one line: `message 05 06.0 01 [..]`, `control ff [01]`, `discarded bad checksum [..]`. */
export function describeFrame(frame: VmFrame): string {
  switch (frame.kind) {
    case "message":
      return `message ${hexDigits(frame.id)} ${hexDigits(frame.netFn)}.${frame.lun} ${hexDigits(frame.cmd)} [${toHex(frame.data)}]`;
    case "control":
      return `control ${hexDigits(frame.code)} [${toHex(frame.data)}]`;
    case "discarded":
      return `discarded ${frame.reason} [${toHex(frame.bytes)}]`;
  }
}
