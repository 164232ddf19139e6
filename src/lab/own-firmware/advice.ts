/** Advice for a faultless boot that shows nothing: the sign never came, or the firmware asked nothing. */
import type { Boot } from "./boot.ts";
import type { BootMachineOptions } from "./boot-machine.ts";
import { seconds } from "./report.ts";

/** Why the faults cannot be tried, and what to do about it; undefined if they can. */
export function adviceOn(boot: Boot, options: BootMachineOptions): string | undefined {
  if (boot.end !== "booted") return neverBooted(boot, options);
  return boot.requests === 0 ? `the firmware booted and ${askedNothing(options)}` : undefined;
}

function neverBooted(boot: Boot, { image, sign, ownDisk, interface: via }: BootMachineOptions): string {
  const how = boot.qemuEnd === undefined ? `in ${seconds(boot.guestMs)}` : `before QEMU ended (${boot.qemuEnd})`;
  const asked = boot.requests === 0 ? `asked nothing on ${via}` : `sent ${boot.requests} requests`;
  const advice = [
    ownDisk
      ? "if it boots something else than a disk, name a text that it writes to serial or to the debug console then: --until TEXT"
      : `if "${sign}" is not what it writes to serial or to the debug console, name another --until TEXT`,
    "if it needs longer: --limit SECONDS",
    ...(image.kind === "flash" && image.variablesPath === undefined
      ? ["if its variables have a file of their own: --vars FILE"]
      : []),
    ...(image.kind === "flash" && !image.smm ? ["if it requires SMM: --smm"] : []),
    `if ${image.kind === "flash" ? "-bios is its place" : "it is a flash image"}: --as ${image.kind === "flash" ? "rom" : "flash"}`,
    "if it needs another machine, more memory or a disk: arguments for QEMU after --",
  ];
  const wrote = boot.lastLines.length === 0 ? ["It wrote nothing."] : ["It wrote last:", ...boot.lastLines];
  return [
    `the firmware did not boot, even without a fault: no "${sign}" ${how}; it ${asked}`,
    ...wrote.map((line) => `  ${line}`),
    ...advice.map((line) => `- ${line}`),
    boot.commandLine,
  ].join("\n");
}

function askedNothing({ interface: via }: BootMachineOptions): string {
  return (
    `sent no IPMI request on ${via}, so no fault can reach it; ` +
    "build it with a driver for that interface, or name another with --interface bt, kcs or ssif"
  );
}
