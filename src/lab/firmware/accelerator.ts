/** The accelerators that run the test firmware, and the reasons why a machine cannot use one. */
import { LabError } from "../lab-error.ts";
import { runQemu } from "../qemu/qemu-binary.ts";

export const ACCELERATORS = ["tcg", "kvm"] as const;
export type Accelerator = (typeof ACCELERATORS)[number];

/** QEMU's complaints and ours. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [
    /System Management Mode not supported/,
    "the KVM of this machine has no System Management Mode (virtual machines and some clouds have none); use a physical machine, or --accel tcg",
  ],
  [/Could not access KVM kernel module: No such/, "this machine has no /dev/kvm; use one with KVM, or --accel tcg"],
  [/Could not access KVM kernel module: Permission/, "/dev/kvm may not be opened; join its group, or use --accel tcg"],
  [/invalid accelerator|not supported|not compiled/i, "this QEMU was built without it; use another, or --accel tcg"],
];

/**
 * Starts the firmware's machine without firmware. Rejects with `LabError` "accelerator", in one sentence, if the machine
 * cannot run on this accelerator here.
 */
export async function checkAccelerator(binary: string, accelerator: Accelerator): Promise<void> {
  const { succeeded, output } = await runQemu(
    binary,
    ["-machine", "q35,smm=on", "-accel", accelerator, "-nodefaults", "-display", "none", "-S", "-qmp", "stdio"],
    '{"execute": "qmp_capabilities"}\n{"execute": "quit"}\n',
  );
  if (succeeded) return;
  const [, reason = output.trim().split("\n").at(-1)] = REASONS.find(([pattern]) => pattern.test(output)) ?? [];
  throw new LabError("accelerator", `--accel ${accelerator}: ${reason}`);
}
