/** Calls about the boot device: the boot flags of IPMI §28.13, parameter 5. */
import { z } from "zod";
import { flag, oneOf } from "../../config/values/values.ts";
import { defineCall } from "../define-call.ts";
import { ofMachine } from "./common.ts";

/** The names that ipmitool's `chassis bootdev` has for the boot device selectors. */
export const BOOT_DEVICES = ["none", "pxe", "disk", "safe", "diag", "cdrom", "bios", "floppy"] as const;

const boot = z.object({
  /** none: no boot device is set for a boot to come. */
  device: z.enum(BOOT_DEVICES),
  /** Whether it holds for every boot to come, rather than for the next one. */
  persistent: z.boolean(),
  efi: z.boolean(),
  /** Whether the BMC changes the machine's boot order. Otherwise the firmware has to read the boot flags. */
  setsBootOrder: z.boolean(),
});

const bootGet = defineCall({
  route: "GET /machines/{machine}/boot",
  doc: "Shows the boot device for the next boot or for all, as the boot flags have it.",
  arguments: z.strictObject(ofMachine),
  result: boot,
});

const bootSet = defineCall({
  route: "PUT /machines/{machine}/boot",
  doc:
    "Sets the boot device for the next boot, whatever causes it, or with persistent for all boots to come. Without efi, that " +
    "flag keeps its value. Answers as boot.get.",
  arguments: z.strictObject({
    ...ofMachine,
    device: oneOf(BOOT_DEVICES),
    persistent: flag().optional(),
    efi: flag().optional(),
  }),
  result: boot,
});

export const bootCalls = {
  "boot.get": bootGet,
  "boot.set": bootSet,
};
