/**
 * The report that the test firmware writes to its debug console, a sequence of records:
 *
 *   kind, flags, count (2 bytes), then that many bytes
 *
 * The kind is the code of a finished step, 00h at the end of the program, FFh on a fault.
 */
import { bit, bitfield } from "../../codec/bitfield.ts";
import { u8, u16 } from "../../codec/integer.ts";
import { ByteReader, LayoutError } from "../../codec/layout.ts";
import { struct } from "../../codec/struct.ts";
import type { GuestStep, Sighting } from "../host.ts";
import { LabError } from "../lab-error.ts";
import { StepCode } from "./program.ts";

const recordHeader = struct({
  kind: u8,
  flags: bitfield({ done: bit(0), busy: bit(1), inSmm: bit(7) }),
  count: u16,
});

const FAULT = 0xff;
/** Faults, by the single byte of a fault's record. */
const FAULTS: Readonly<Record<number, string>> = {
  1: "no such step",
  2: "the firmware requested an SMI and none came",
  3: "KCS left the path of its flow charts",
  4: "the firmware requested a reset and none came",
};

const CODE_OF = {
  request: StepCode.Request,
  wait: StepCode.Wait,
  drain: StepCode.Drain,
} as const satisfies Partial<Record<Sighting["kind"], number>>;

interface Expected {
  readonly kind: keyof typeof CODE_OF;
  readonly inSmm: boolean;
}

/**
 * Reads the records as sightings and checks them against the steps: one record for each step with a sighting, in order,
 * made in SMM if and only if the step is inside an smi. Throws `LabError` "guest" if the firmware met a fault, and
 * "protocol" if the report does not have exactly these steps.
 */
export function readReport(report: Uint8Array, steps: readonly GuestStep[]): Sighting[] {
  const input = new ByteReader(report);
  try {
    const sightings = expectedOf(steps, false).map((expected) => readSighting(input, expected));
    const { kind } = readRecord(input);
    if (kind !== StepCode.End || input.remaining > 0) throw unexpected("the end");
    return sightings;
  } catch (error) {
    if (!(error instanceof LayoutError)) throw error;
    throw new LabError("protocol", `the firmware's report ends too early: ${error.message}`);
  }
}

function readSighting(input: ByteReader, expected: Expected): Sighting {
  const { kind, flags, bytes } = readRecord(input);
  const { done, busy, inSmm } = flags;
  if (kind !== CODE_OF[expected.kind]) throw unexpected(`a ${expected.kind}`);
  if (inSmm !== expected.inSmm) throw unexpected(`a ${expected.kind} ${expected.inSmm ? "inside" : "outside"} SMM`);
  const sighting = { kind: expected.kind, done, busy };
  return done && expected.kind !== "request" ? { ...sighting, answer: bytes } : sighting;
}

function readRecord(input: ByteReader) {
  const { kind, flags, count } = recordHeader.decode(input);
  const bytes = input.take(count);
  if (kind !== FAULT) return { kind, flags, bytes };
  throw new LabError("guest", `the firmware stopped: ${FAULTS[bytes[0] ?? 0] ?? "unknown fault"}`);
}

function expectedOf(steps: readonly GuestStep[], inSmm: boolean): Expected[] {
  return steps.flatMap((step) => {
    if (step.kind === "smi") return expectedOf(step.steps, true);
    return step.kind in CODE_OF ? [{ kind: step.kind as Expected["kind"], inSmm }] : [];
  });
}

function unexpected(expected: string): LabError {
  return new LabError("protocol", `the firmware's report does not fit its steps: expected ${expected}`);
}
