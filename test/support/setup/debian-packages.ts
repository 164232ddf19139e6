/** Debian packages the suites use, and the file by which each is known to be there. */
import { globSync } from "node:fs";

export interface DebianPackage {
  readonly name: string;
  /** A command looked up on the path, or an absolute glob pattern. */
  readonly proof: string;
}

export const debian = {
  binutils: { name: "binutils", proof: "as" },
  buildah: { name: "buildah", proof: "buildah" },
  busybox: { name: "busybox-static", proof: "busybox" },
  freeipmi: { name: "freeipmi-tools", proof: "ipmi-raw" },
  iproute2: { name: "iproute2", proof: "ip" },
  ipmitool: { name: "ipmitool", proof: "ipmitool" },
  linux: { name: "linux-image-amd64", proof: "/lib/modules/*-amd64/kernel/drivers/char/ipmi/ipmi_si.ko*" },
  openipmi: { name: "openipmi", proof: "ipmi_sim" },
  openssl: { name: "openssl", proof: "openssl" },
  qemu: { name: "qemu-system-x86", proof: "qemu-system-x86_64" },
  xz: { name: "xz-utils", proof: "xz" },
} as const satisfies Readonly<Record<string, DebianPackage>>;

/** Debian puts daemons there, and a person who is not root has no path to them. */
const SYSTEM_DIRECTORIES = ["/usr/sbin", "/sbin"];

export function isInstalled({ proof }: DebianPackage): boolean {
  if (proof.startsWith("/")) return globSync(proof).length > 0;
  const directories = [...(process.env["PATH"] ?? "").split(":"), ...SYSTEM_DIRECTORIES];
  return directories.some((directory) => globSync(`${directory}/${proof}`).length > 0);
}
