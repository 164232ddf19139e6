/** Encodes a guest's steps for the UEFI drivers; drivers/guest.h has the layout. */
import { u16, u32 } from "../../codec/integer.ts";
import { ByteWriter } from "../../codec/layout.ts";
import { StepCode as FirmwareCode, ticks } from "../firmware/program.ts";
import type { GuestStep, PortInterface } from "../host.ts";
import { LabError } from "../lab-error.ts";

/** Codes of the steps in a program, and kinds of record in a report. */
export const StepCode = { ...FirmwareCode, Ap: 0x07, Exchange: 0x08 } as const;

/**
 * Limit of each poll of an exchange. BT: edk2-platforms' BtInterfaceLib has 320,512 polls of 15 µs. KCS: edk2's
 * ManageabilityPkg waits 5 s for a status.
 */
export const EXCHANGE_LIMIT_MS = { bt: 4808, kcs: 5000 } as const satisfies Record<PortInterface, number>;

/** Longest program in bytes. */
export const MAX_PROGRAM_SIZE = 0xf000;
/** BT's length byte counts netFn/LUN, seq and cmd too. */
const MAX_DATA_SIZE = 0xff - 3;

/** The steps up to each reset, which is the last step of its part, and the steps after the last reset. */
export function splitAtResets(steps: readonly GuestStep[]): readonly (readonly GuestStep[])[] {
  const at = steps.findIndex(({ kind }) => kind === "reset");
  return at < 0 ? [steps] : [steps.slice(0, at + 1), ...splitAtResets(steps.slice(at + 1))];
}

/** Encodes the steps of one boot. Throws `LabError` "refused" on steps that the drivers cannot do. */
export function encodeProgram(steps: readonly GuestStep[], over: PortInterface): Uint8Array {
  const output = new ByteWriter();
  for (const step of steps) encodeStep(step, over, "outside", output);
  output.byte(StepCode.End);
  const program = output.finish();
  if (program.length <= MAX_PROGRAM_SIZE) return program;
  throw new LabError("refused", `the drivers hold ${MAX_PROGRAM_SIZE} bytes of steps, these are ${program.length}`);
}

type Place = "outside" | "smi" | "ap";

function encodeStep(step: GuestStep, over: PortInterface, place: Place, output: ByteWriter): void {
  switch (step.kind) {
    case "request":
      if (step.evenIfBusy) throw new LabError("refused", "the UEFI drivers write no request while B_BUSY is set");
      output.byte(StepCode.Request);
      encodeRequest(step, output);
      break;
    case "exchange":
      output.byte(StepCode.Exchange);
      u32.encode(ticks(EXCHANGE_LIMIT_MS[over]), output);
      encodeRequest(step, output);
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
      throw new LabError("refused", "the UEFI drivers do not read SMS_ATN");
    case "smi":
      encodeInner(step.steps, StepCode.Smi, place === "outside" ? "smi" : undefined, over, output);
      break;
    case "ap":
      encodeInner(step.steps, StepCode.Ap, place === "smi" ? "ap" : undefined, over, output);
      break;
    case "reset":
      if (place !== "outside")
        throw new LabError("refused", "the UEFI drivers reset the platform outside of an smi only");
      output.byte(StepCode.Reset);
      break;
  }
}

function encodeInner(
  steps: readonly GuestStep[],
  code: number,
  place: Place | undefined,
  over: PortInterface,
  output: ByteWriter,
): void {
  if (!place) throw new LabError("refused", "the UEFI drivers do an smi outside of SMIs, and an ap directly in an smi");
  output.byte(code);
  for (const step of steps) encodeStep(step, over, place, output);
  output.byte(StepCode.End);
}

/** The driver's BT library adds the length and its own sequence number. */
function encodeRequest({ netFn, cmd, data }: GuestStep & { kind: "request" | "exchange" }, output: ByteWriter): void {
  if (data.length > MAX_DATA_SIZE) {
    throw new LabError("refused", `a request carries ${MAX_DATA_SIZE} bytes of data, these are ${data.length}`);
  }
  u16.encode(2 + data.length, output);
  output.byte(netFn * 4);
  output.byte(cmd);
  output.put(data);
}
