/** A check for tests that make mount namespaces: `ip netns exec`, `unshare --mount` and buildah's chroot. */
import { readFileSync } from "node:fs";

/** Throws an error with instructions if / is not a mount point, as in a plain chroot, where mount(8) refuses. */
export function needMountPoint(mountInfo: string = readFileSync("/proc/self/mountinfo", "utf8")): void {
  const points = mountInfo.split("\n").map((line) => line.split(" ")[4]);
  if (points.includes("/")) return;
  throw new Error(
    "this test needs mount namespaces, and / is not a mount point, as in a chroot; make the chroot's directory one before " +
      "you enter it: mount --bind DIR DIR && mount --make-private DIR && chroot DIR",
  );
}
