import { expect, test } from "vitest";
import { DEFAULT_OVMF, variablesPathOf } from "../../../src/lab/uefi/uefi-firmware.ts";

test.each([
  [DEFAULT_OVMF, "/usr/share/OVMF/OVMF_VARS_4M.fd"],
  ["build/OVMF_CODE_4M.secboot.strictnx.fd", "build/OVMF_VARS_4M.fd"],
  ["OVMF_CODE.secboot.fd", "OVMF_VARS.fd"],
  ["OVMF_CODE.fd", "OVMF_VARS.fd"],
])("the variables of %s are in %s", (code, variables) => expect(variablesPathOf(code)).toBe(variables));
