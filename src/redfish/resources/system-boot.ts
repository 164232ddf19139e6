/** The boot override: boot options parameter 5 (IPMI table 28-14), which the firmware reads. */
import type { BootOptions } from "../../bmc/chassis/boot-options.ts";
import { type Checked, oneOf } from "../checks.ts";
import type { Json } from "../resource.ts";

/** Device selectors of parameter 5, data 2, bits 5:2. */
const SELECTORS = { None: 0, Pxe: 1, Hdd: 2, Diags: 4, Cd: 5, BiosSetup: 6, Usb: 15 } as const;
const TARGETS = ["None", "Pxe", "Hdd", "Cd", "Usb", "BiosSetup", "Diags"] as const satisfies readonly Target[];
type Target = keyof typeof SELECTORS;

/** Other selectors that IPMI clients can set: safe mode, and remote media. */
const OTHERS: Readonly<Record<number, Target>> = { 3: "Hdd", 7: "Usb", 8: "Cd", 9: "Usb", 11: "Hdd" };

const ENABLED = ["Disabled", "Once", "Continuous"] as const;
const MODES = ["UEFI", "Legacy"] as const;

export const BOOT = {
  BootSourceOverrideTarget: oneOf(TARGETS),
  BootSourceOverrideEnabled: oneOf(ENABLED),
  BootSourceOverrideMode: oneOf(MODES),
};

function targetOf(selector: number): Target {
  return TARGETS.find((target) => SELECTORS[target] === selector) ?? OTHERS[selector] ?? "None";
}

/** Shows what the next boot will do: an override for one boot is over when that boot has begun. */
export function bootOf(boot: BootOptions): Json {
  const { options, device } = boot.values.flags;
  const target = boot.isPending ? targetOf(device.selector) : "None";
  return {
    BootSourceOverrideEnabled: boot.isPending ? (options.persistent ? "Continuous" : "Once") : "Disabled",
    "BootSourceOverrideEnabled@Redfish.AllowableValues": ENABLED,
    BootSourceOverrideTarget: target,
    "BootSourceOverrideTarget@Redfish.AllowableValues": TARGETS,
    // The BMC does not know the mode that the machine boots in, unless a client has chosen one.
    BootSourceOverrideMode: options.efi ? "UEFI" : boot.isPending ? "Legacy" : null,
    "BootSourceOverrideMode@Redfish.AllowableValues": MODES,
  };
}

/** Changes the flags of parameter 5. A target alone is for one boot. */
export function override(boot: BootOptions, values: Checked<typeof BOOT>): void {
  const { BootSourceOverrideTarget: target, BootSourceOverrideEnabled: enabled, BootSourceOverrideMode: mode } = values;
  if (target === undefined && enabled === undefined && mode === undefined) return;
  const { flags } = boot.values;
  const present = boot.isPending ? (flags.options.persistent ? "Continuous" : "Once") : "Disabled";
  const wanted = enabled ?? (target !== undefined && target !== "None" && present === "Disabled" ? "Once" : present);
  const selector = target === undefined ? (boot.isPending ? flags.device.selector : 0) : SELECTORS[target];
  boot.override({
    ...flags,
    options: {
      valid: wanted !== "Disabled",
      persistent: wanted === "Continuous",
      efi: mode === undefined ? flags.options.efi : mode === "UEFI",
    },
    device: { ...flags.device, selector: wanted === "Disabled" ? 0 : selector },
  });
}
