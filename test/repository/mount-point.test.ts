import { describe, expect, it } from "vitest";
import { needMountPoint } from "../support/setup/mount-point.ts";

describe("a machine for mount namespaces", () => {
  it("has / as a mount point", () => {
    expect(() =>
      needMountPoint("22 27 0:21 / /proc rw - proc proc rw\n27 1 254:0 / / rw - ext4 /dev/vda rw\n"),
    ).not.toThrow();
  });

  it("rejects a plain chroot, with a sentence that says what to do", () => {
    const inChroot = "43 27 0:21 / /proc rw - proc proc rw\n44 27 0:6 / /dev rw - devtmpfs devtmpfs rw\n";
    expect(() => needMountPoint(inChroot)).toThrow(/\/ is not a mount point, as in a chroot; .* mount --bind DIR DIR/);
  });
});
