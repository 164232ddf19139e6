/** A target of fuzzing: a part of the program that reads what others write. */

export interface Target {
  readonly name: string;
  /** Outcomes that are a bug, in words. A hang, exhausted memory and an unexpected error always are. */
  readonly never: string;
  readonly form: "bytes" | "text";
  /** Inputs to start from: meaningful ones. */
  readonly seeds: readonly (string | Uint8Array)[];
  /** Pieces of inputs that chance takes long to find. */
  readonly words?: readonly string[];
  readonly maxBytes: number;
  /** Blocks that one execution may run through. Defaults to `USUAL_WORK`. */
  readonly work?: { readonly base: number; readonly perByte: number };
  /** Packages that are instrumented like our own sources. */
  readonly packages?: readonly string[];
  /** Throws, or rejects, when something happens that must not. */
  run(input: Uint8Array): void | Promise<void>;
  close?(): void;
}

/** Far more than any target needs, and less than a second. */
export const USUAL_WORK = { base: 2_000_000, perByte: 2000 };

export function workLimit({ work = USUAL_WORK }: Target, bytes: number): number {
  return work.base + bytes * work.perByte;
}

export function textOf(input: Uint8Array): string {
  return Buffer.from(input).toString("latin1");
}

export function bytesOf(input: string | Uint8Array): Uint8Array {
  return typeof input === "string" ? Buffer.from(input, "latin1") : input;
}
