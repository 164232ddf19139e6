/** The lines that `npm test` prints first: the things that it will install and build, and the times. */
import type { Stage } from "../stages/stage.ts";
import { type DebianPackage, isInstalled } from "./debian-packages.ts";
import { builtQemuFolder } from "./patched-qemu.ts";

/** Measured on two cores with a near mirror. */
const INSTALL_MINUTES = 2;
const BUILD_MINUTES = 5;

export function planOf(stages: readonly Stage[], packages: readonly DebianPackage[]): readonly string[] {
  const missing = packages.filter((each) => !isInstalled(each)).map(({ name }) => name);
  const folder = builtQemuFolder();
  const builds = stages.some(({ needsBuiltQemu }) => needsBuiltQemu) && folder !== undefined;
  const minutes =
    stages.reduce((sum, stage) => sum + stage.minutes, 0) +
    (missing.length > 0 ? INSTALL_MINUTES : 0) +
    (builds ? BUILD_MINUTES : 0);
  const names = stages.map(({ name }) => name).join(", ");
  return [
    `${names}: about ${Math.max(1, Math.round(minutes))} min on two cores`,
    ...(missing.length > 0
      ? [`installs ${missing.length} Debian packages (about ${INSTALL_MINUTES} min): ${missing.join(" ")}`]
      : []),
    ...(builds
      ? [`builds five patched QEMUs from Debian's source (about ${BUILD_MINUTES} min), kept in ${folder}`]
      : []),
  ];
}
