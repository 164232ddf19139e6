/**
 * Proof that an smi ran in System Management Mode. Inside, the SMM driver reads its own code in SMRAM; outside, the DXE
 * driver reads the same address and must get FFh, as only System Management Mode sees SMRAM.
 */
import { LabError } from "../lab-error.ts";
import { DRIVERS } from "./drivers-code.ts";

const SIZE = 16;

/** Throws `LabError` "protocol" unless these are 16 bytes of the SMM driver's code, then 16 times FFh. */
export function checkProof(bytes: Uint8Array): void {
  const [inside, outside] = [bytes.subarray(0, SIZE), bytes.subarray(SIZE)];
  const isCode = inside.length === SIZE && Buffer.from(DRIVERS.mm, "base64").includes(Buffer.from(inside));
  if (!isCode) throw noProof("the SMM driver did not read its own code");
  if (outside.length !== SIZE || outside.some((byte) => byte !== 0xff)) {
    throw noProof("the SMM driver's code can be read outside of System Management Mode");
  }
}

function noProof(why: string): LabError {
  return new LabError("protocol", `nothing proves that the smi ran in System Management Mode: ${why}`);
}
