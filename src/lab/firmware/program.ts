/** Encodes a guest's steps for the test firmware; guest.s has the layout. */

import { u16, u32 } from "../../codec/integer.ts";
import { ByteWriter } from "../../codec/layout.ts";
import type { GuestStep, PortInterface } from "../host.ts";
import { LabError } from "../lab-error.ts";

/** Codes of the steps in a program, and kinds of record in a report. */
export const StepCode = {
  End: 0x00,
  Request: 0x01,
  Wait: 0x02,
  Drain: 0x03,
  Pass: 0x04,
  Smi: 0x05,
  Reset: 0x06,
} as const;

const INTERFACE_CODE = { bt: 0, kcs: 1 } as const satisfies Record<PortInterface, number>;

/** ACPI 6.5 §4.8.2.1: the power management timer runs at 3.579545 MHz. */
const TICKS_PER_MS = 3579.545;
const MAX_TICKS = 2 ** 32 - 1;
/** About 20 minutes. */
const MAX_MS = Math.floor(MAX_TICKS / TICKS_PER_MS);
/** BT's length byte counts netFn/LUN, seq and cmd too. */
const MAX_BT_DATA_SIZE = 0xff - 3;

/**
 * Encodes the steps. Throws `LabError` "refused" on steps that the firmware cannot do: an smi or a reset inside an smi,
 * more than 252 bytes of data on BT, a wait of more than 20 minutes.
 */
export function encodeProgram(steps: readonly GuestStep[], over: PortInterface): Uint8Array {
  const output = new ByteWriter();
  output.byte(INTERFACE_CODE[over]);
  for (const step of steps) encodeStep(step, over, output);
  output.byte(StepCode.End);
  return output.finish();
}

function encodeStep(step: GuestStep, over: PortInterface, output: ByteWriter): void {
  switch (step.kind) {
    case "request":
      if (step.evenIfBusy) throw new LabError("refused", "the test firmware writes no request while B_BUSY is set");
      output.byte(StepCode.Request);
      encodeRequest(step, over, output);
      break;
    case "wait":
    case "pass":
      output.byte(step.kind === "wait" ? StepCode.Wait : StepCode.Pass);
      u32.encode(ticks(step.ms), output);
      break;
    case "drain":
      output.byte(StepCode.Drain);
      break;
    case "attention":
      throw new LabError("refused", "the test firmware does not read SMS_ATN");
    case "reset":
      output.byte(StepCode.Reset);
      break;
    case "smi":
      output.byte(StepCode.Smi);
      for (const inner of step.steps) {
        if (inner.kind === "smi" || inner.kind === "reset") {
          throw new LabError("refused", `the test firmware cannot do ${NOT_IN_SMI[inner.kind]} inside an smi`);
        }
        encodeStep(inner, over, output);
      }
      output.byte(StepCode.End);
      break;
    case "ap":
    case "exchange":
      throw new LabError("refused", `the test firmware has no step of kind ${step.kind}; the UEFI host has`);
  }
}

const NOT_IN_SMI = { smi: "an smi", reset: "a reset" } as const;

/** Encodes the bytes that the interface takes: BT adds a length byte and a sequence number, KCS nothing. */
function encodeRequest(request: GuestStep & { kind: "request" }, over: PortInterface, output: ByteWriter): void {
  const { netFn, seq, cmd, data } = request;
  if (over === "bt" && data.length > MAX_BT_DATA_SIZE) {
    throw new LabError("refused", `BT carries ${MAX_BT_DATA_SIZE} bytes of request data, these are ${data.length}`);
  }
  const header = over === "bt" ? [data.length + 3, netFn * 4, seq, cmd] : [netFn * 4, cmd];
  u16.encode(header.length + data.length, output);
  for (const byte of header) output.byte(byte);
  output.put(data);
}

export function ticks(ms: number): number {
  if (ms >= 0 && ms <= MAX_MS) return Math.round(ms * TICKS_PER_MS);
  throw new LabError("refused", `firmware waits for 0 to ${MAX_MS} ms, not ${ms}`);
}

/** The longest time that the steps can take, in milliseconds of the guest's clock. */
export function longestMs(steps: readonly GuestStep[]): number {
  let totalMs = 0;
  for (const step of steps) {
    if (step.kind === "smi" || step.kind === "ap") totalMs += longestMs(step.steps);
    else if (step.kind === "wait" || step.kind === "pass") totalMs += step.ms;
  }
  return totalMs;
}
