/** The boot override: boot options parameter 5 (IPMI table 28-14), by which the BMC boots the machine, or its firmware does. */
import { isDeepStrictEqual } from "node:util";
import type { BootDevice } from "../../bmc/chassis/boot-device.ts";
import type { BootFlags } from "../../bmc/chassis/boot-values.ts";
import type { Machine } from "../../machine.ts";
import { type Checked, oneOf } from "../checks.ts";
import { message } from "../messages.ts";
import { RedfishError } from "../redfish-error.ts";
import { isJson, type Json } from "../resource.ts";
import { type BootOption, bootOrderOf, optionsOf } from "./boot-options.ts";

/** Device selectors of parameter 5, data 2, bits 5:2. */
const SELECTORS = { None: 0, Pxe: 1, Hdd: 2, Diags: 4, Cd: 5, BiosSetup: 6, Usb: 15 } as const;
type FlagTarget = keyof typeof SELECTORS;
const FLAG_TARGETS = ["None", "Pxe", "Hdd", "Cd", "Usb", "BiosSetup", "Diags"] as const satisfies readonly FlagTarget[];

/** The device of a boot option, for one boot. */
const NEXT = "UefiBootNext";
type Target = FlagTarget | typeof NEXT;

const TARGET_OF: Readonly<Record<BootDevice, FlagTarget>> = { network: "Pxe", disk: "Hdd", cdrom: "Cd" };

/** Other selectors that IPMI clients can set: safe mode, and remote media. */
const OTHERS: Readonly<Record<number, FlagTarget>> = { 3: "Hdd", 7: "Usb", 8: "Cd", 9: "Usb", 11: "Hdd" };

const ENABLED = ["Disabled", "Once", "Continuous"] as const;
const MODES = ["UEFI", "Legacy"] as const;

/** The boot option that flags were set for. */
const nextOf = new WeakMap<BootFlags, BootOption>();

/** Targets that the machine can boot from. Flags that nothing acts on are for a firmware that reads them, and can name all. */
function targetsOf(machine: Machine): readonly Target[] {
  const { bootDevices } = machine.host;
  if (!bootDevices) return FLAG_TARGETS;
  const next = bootableOptions(machine).length > 0 ? ([NEXT] as const) : [];
  return ["None", ...bootDevices.map((device) => TARGET_OF[device]), ...next];
}

function bootableOptions(machine: Machine): readonly BootOption[] {
  const { bootDevices = [] } = machine.host;
  return optionsOf(machine).filter(({ device }) => bootDevices.includes(device));
}

export function bootShape(machine: Machine) {
  return {
    BootSourceOverrideTarget: oneOf(targetsOf(machine)),
    BootSourceOverrideEnabled: oneOf(ENABLED),
    BootSourceOverrideMode: oneOf(MODES),
    BootNext: oneOf(bootableOptions(machine).map(({ id }) => id)),
  };
}

function targetOf(selector: number): FlagTarget {
  return FLAG_TARGETS.find((target) => SELECTORS[target] === selector) ?? OTHERS[selector] ?? "None";
}

/** Shows what the next boot will do: an override for one boot is over when that boot has begun. */
export function bootOf(machine: Machine): Json {
  const { isPending, values } = machine.bmc.chassis.bootOptions;
  const { options, device } = values.flags;
  const targets = targetsOf(machine);
  const next = nextIn(machine);
  const enabled = options.persistent ? "Continuous" : "Once";
  return {
    BootSourceOverrideEnabled: isPending ? enabled : "Disabled",
    "BootSourceOverrideEnabled@Redfish.AllowableValues": ENABLED,
    BootSourceOverrideTarget: isPending ? (next ? NEXT : targetOf(device.selector)) : "None",
    "BootSourceOverrideTarget@Redfish.AllowableValues": targets,
    // The BMC does not know the mode that the machine boots in, unless a client has chosen one.
    BootSourceOverrideMode: options.efi ? "UEFI" : isPending ? "Legacy" : null,
    "BootSourceOverrideMode@Redfish.AllowableValues": MODES,
    ...((next || targets.includes(NEXT)) && { BootNext: next?.id ?? null }),
    ...bootOrderOf(machine),
  };
}

/** The boot option of the present override, if it is for one. */
function nextIn({ bmc }: Machine): BootOption | undefined {
  const { isPending, values } = bmc.chassis.bootOptions;
  return isPending ? nextOf.get(values.flags) : undefined;
}

/** Leaves out what a client sends back as it read it, in the whole `Boot` with its changes. */
export function withoutUnchanged(machine: Machine, body: Json): Json {
  const { Boot: boot } = body;
  if (!isJson(boot)) return body;
  const present = bootOf(machine);
  const names = ["BootNext", ...Object.keys(bootOrderOf(machine))];
  const isSame = (key: string) => names.includes(key) && isDeepStrictEqual(boot[key], present[key]);
  return { ...body, Boot: Object.fromEntries(Object.entries(boot).filter(([key]) => !isSame(key))) };
}

type Values = Checked<ReturnType<typeof bootShape>>;

/** Changes the flags of parameter 5. A target alone is for one boot. @throws RedfishError 400 before anything has changed */
export function override(machine: Machine, values: Values): void {
  const { BootSourceOverrideTarget: target, BootSourceOverrideEnabled: enabled, BootSourceOverrideMode: mode } = values;
  const next = nextFor(machine, values);
  if (target === undefined && enabled === undefined && mode === undefined && !next) return;
  const boot = machine.bmc.chassis.bootOptions;
  const { flags } = boot.values;
  const present = boot.isPending ? (flags.options.persistent ? "Continuous" : "Once") : "Disabled";
  const wanted = enabled ?? (target !== undefined && target !== "None" && present === "Disabled" ? "Once" : present);
  const named = target === NEXT || target === undefined ? next && TARGET_OF[next.device] : target;
  const selector = named === undefined ? (boot.isPending ? flags.device.selector : 0) : SELECTORS[named];
  const changed: BootFlags = {
    ...flags,
    options: {
      valid: wanted !== "Disabled",
      persistent: wanted === "Continuous",
      efi: next !== undefined || (mode === undefined ? flags.options.efi : mode === "UEFI"),
    },
    device: { ...flags.device, selector: wanted === "Disabled" ? 0 : selector },
  };
  boot.override(changed);
  if (next) nextOf.set(changed, next);
}

/** The boot option that the changed override is for, if it is for one. It is for one boot, and in UEFI mode. @throws RedfishError */
function nextFor(machine: Machine, values: Values): BootOption | undefined {
  const { BootSourceOverrideTarget: target, BootSourceOverrideEnabled: enabled, BootSourceOverrideMode: mode } = values;
  const present = nextIn(machine);
  const isNext = target === NEXT || (target === undefined && present !== undefined);
  if (!isNext) {
    if (values.BootNext !== undefined) throw conflict("BootNext", "BootSourceOverrideTarget");
    return undefined;
  }
  if (enabled === "Disabled") return undefined;
  if (enabled === "Continuous") throw conflict("BootSourceOverrideEnabled", "BootSourceOverrideTarget");
  if (mode === "Legacy") throw conflict("BootSourceOverrideMode", "BootSourceOverrideTarget");
  if (values.BootNext === undefined) {
    if (present) return present;
    throw new RedfishError(400, [message("PropertyMissing", ["Boot/BootNext"])]);
  }
  return optionsOf(machine).find(({ id }) => id === values.BootNext);
}

function conflict(property: string, other: string): RedfishError {
  const RelatedProperties = [`/Boot/${property}`];
  return new RedfishError(400, [
    { ...message("PropertyValueConflict", [`Boot/${property}`, `Boot/${other}`]), RelatedProperties },
  ]);
}
