/** The lines that `npm test` prints first: the things that it will install and build, and the times. */
import type { Stage } from "../stages/stage.ts";
import { type DebianPackage, isInstalled } from "./debian-packages.ts";
import { builtQemuFolder } from "./patched-qemu.ts";

/** Measured on two cores with a near mirror. */
const INSTALL_MINUTES = 2;

export function planOf(stages: readonly Stage[], packages: readonly DebianPackage[]): readonly string[] {
  const missing = packages.filter((each) => !isInstalled(each)).map(({ name }) => name);
  const builds = [...new Set(stages.flatMap(({ builds }) => builds))].flatMap((each) => {
    const folder = builtQemuFolder(each);
    return folder === undefined ? [] : [{ ...each, folder }];
  });
  const minutes =
    stages.reduce((sum, stage) => sum + stage.minutes, 0) +
    (missing.length > 0 ? INSTALL_MINUTES : 0) +
    builds.reduce((sum, { minutes }) => sum + minutes, 0);
  const names = stages.map(({ name }) => name).join(", ");
  return [
    `${names}: about ${Math.max(1, Math.round(minutes))} min on two cores`,
    ...(missing.length > 0
      ? [`installs ${missing.length} Debian packages (about ${INSTALL_MINUTES} min): ${missing.join(" ")}`]
      : []),
    ...builds.map(
      ({ title, minutes, must, folder }) =>
        `builds ${title} from Debian's source (about ${minutes} min${must ? "" : ", or none if the mirror lost it"}), kept in ${folder}`,
    ),
  ];
}
