/**
 * LZMA as OVMF's sections have it: the format of LZMA_alone, with the real size in its header. Node has no LZMA, so the
 * program xz does the work.
 */
import { execFile } from "node:child_process";
import { LabError } from "../../lab-error.ts";

const SIZE_OFFSET = 5;
const MAX_SIZE = 64 * 1024 * 1024;

export function lzmaDecompress(data: Uint8Array): Promise<Uint8Array> {
  return xz(["--decompress"], data);
}

export async function lzmaCompress(data: Uint8Array): Promise<Uint8Array> {
  const compressed = Buffer.from(await xz(["--compress", "-3"], data));
  // xz writes -1, "unknown", which edk2's decoder refuses.
  compressed.writeBigUInt64LE(BigInt(data.length), SIZE_OFFSET);
  return compressed;
}

function xz(args: readonly string[], input: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const options = { encoding: "buffer" as const, maxBuffer: MAX_SIZE };
    const child = execFile("xz", ["--format=lzma", "--stdout", ...args], options, (error, stdout, stderr) => {
      if (error === null) resolve(new Uint8Array(stdout));
      else reject(new LabError("start", problemOf(error, stderr.toString())));
    });
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
  });
}

function problemOf(error: { readonly code?: unknown; readonly message: string }, stderr: string): string {
  if (error.code === "ENOENT") {
    return "the UEFI host needs the program xz, which is not here; install Debian's package xz-utils";
  }
  return `xz failed: ${stderr.trim() || error.message}`;
}
