/**
 * The report that the UEFI drivers write to the serial port, a sequence of records:
 *
 *   kind, flags, count (2 bytes), then that many bytes
 *
 * The kind is the code of a finished step, 00h at the end of the program, 10h when the drivers want a program, FFh on a
 * fault.
 */
import { bit, bitfield } from "../../codec/bitfield.ts";
import { u8, u16 } from "../../codec/integer.ts";
import { ByteReader } from "../../codec/layout.ts";
import { struct } from "../../codec/struct.ts";
import type { GuestStep, Sighting } from "../host.ts";
import { LabError } from "../lab-error.ts";
import { StepCode } from "./program.ts";
import { checkProof } from "./proof.ts";

export const RecordKind = { ...StepCode, Hello: 0x10, Fault: 0xff } as const;

const HEADER_SIZE = 4;
const header = struct({
  kind: u8,
  flags: bitfield({ done: bit(0), busy: bit(1), gaveUp: bit(2), onOtherCpu: bit(6), inSmm: bit(7) }),
  count: u16,
});

export type ReportRecord = ReturnType<typeof header.decode> & { readonly bytes: Uint8Array };

/** Cuts a stream of bytes into records. */
export class RecordReader {
  #rest: Uint8Array = new Uint8Array();

  push(chunk: Uint8Array): readonly ReportRecord[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const records: ReportRecord[] = [];
    while (this.#rest.length >= HEADER_SIZE) {
      const input = new ByteReader(this.#rest);
      const fields = header.decode(input);
      if (input.remaining < fields.count) break;
      // A plain Uint8Array, because the answers in it are compared with those of other hosts.
      records.push({ ...fields, bytes: Uint8Array.from(input.take(fields.count)) });
      this.#rest = input.take(input.remaining);
    }
    return records;
  }
}

const FAULTS: Readonly<Record<number, string>> = {
  1: "no such step",
  2: "the DXE driver requested an SMI and none came",
  3: "KCS left the path of its flow charts",
  4: "no other vCPU is in System Management Mode",
};

/** Throws `LabError` "guest" if the record is a fault. */
export function refuseFault({ kind, bytes }: ReportRecord): void {
  if (kind !== RecordKind.Fault) return;
  throw new LabError("guest", `the UEFI drivers stopped: ${FAULTS[bytes[0] ?? 0] ?? "unknown fault"}`);
}

const CODE_OF = {
  request: StepCode.Request,
  wait: StepCode.Wait,
  drain: StepCode.Drain,
  exchange: StepCode.Exchange,
  smi: StepCode.Smi,
  reset: StepCode.Reset,
} as const satisfies Partial<Record<GuestStep["kind"], number>>;

interface Expected {
  readonly kind: keyof typeof CODE_OF;
  readonly inSmm: boolean;
  readonly onOtherCpu: boolean;
}

/**
 * Reads the records of all boots as sightings and checks them against the steps: one record for each step, in order,
 * made in SMM if and only if the step is inside an smi, and by another vCPU if and only if it is inside an ap. Throws
 * `LabError` "protocol" if they do not fit, or if an smi lacks the proof that it ran in SMM.
 */
export function readRecords(records: readonly ReportRecord[], steps: readonly GuestStep[]): Sighting[] {
  const all = expectedOf(steps, false, false);
  if (records.length !== all.length) throw unexpected(`${all.length} records, not ${records.length}`);
  return all.flatMap((expected, index) => {
    const record = records[index];
    return record === undefined ? [] : readRecord(record, expected);
  });
}

function readRecord({ kind, flags, bytes }: ReportRecord, expected: Expected): readonly Sighting[] {
  const { done, busy, gaveUp, inSmm, onOtherCpu } = flags;
  if (kind !== CODE_OF[expected.kind]) throw unexpected(`a ${expected.kind}`);
  if (inSmm !== expected.inSmm) throw unexpected(`a ${expected.kind} ${expected.inSmm ? "inside" : "outside"} SMM`);
  if (onOtherCpu !== expected.onOtherCpu) {
    throw unexpected(`a ${expected.kind} by ${expected.onOtherCpu ? "another" : "the same"} vCPU`);
  }
  switch (expected.kind) {
    case "smi":
      checkProof(bytes);
      return [];
    case "reset":
      return [];
    case "request": {
      const [seq] = bytes;
      return [{ kind: "request", done, busy, ...(seq === undefined ? {} : { seq }) }];
    }
    case "exchange": {
      if (done) return [{ kind: "exchange", done, busy, answer: bytes }];
      const failure = gaveUp ? "given up" : bytes.length > 0 ? "no answer" : "busy";
      return [{ kind: "exchange", done, busy, failure }];
    }
    default:
      return [{ kind: expected.kind, done, busy, ...(done ? { answer: bytes } : {}) }];
  }
}

function expectedOf(steps: readonly GuestStep[], inSmm: boolean, onOtherCpu: boolean): Expected[] {
  return steps.flatMap((step): Expected[] => {
    if (step.kind === "pass" || step.kind === "attention") return [];
    if (step.kind === "ap") return expectedOf(step.steps, true, true);
    const inner = step.kind === "smi" ? expectedOf(step.steps, true, false) : [];
    return [...inner, { kind: step.kind, inSmm, onOtherCpu }];
  });
}

function unexpected(expected: string): LabError {
  return new LabError("protocol", `the UEFI drivers' report does not fit the steps: expected ${expected}`);
}
