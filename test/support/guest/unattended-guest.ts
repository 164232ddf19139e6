/** A guest without a terminal: it runs one command and powers itself off. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { prepareGuestFiles } from "./guest-files.ts";
import { newcArchive } from "./newc-archive.ts";

/** Writes bzImage and initramfs.img into the directory, for QEMU's -kernel and -initrd. */
export function writeUnattendedGuest(directory: string, command: string): void {
  const { kernelPath, initramfsPath } = prepareGuestFiles();
  mkdirSync(directory, { recursive: true });
  copyFileSync(kernelPath, join(directory, "bzImage"));
  const content = Buffer.from(`#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
modprobe -a ipmi_si ipmi_devintf
${command}
poweroff -f
`);
  // Linux unpacks archives that follow each other, so this /init replaces the earlier one.
  const init = newcArchive([{ kind: "file", path: "/init", mode: 0o755, content }]);
  writeFileSync(join(directory, "initramfs.img"), Buffer.concat([readFileSync(initramfsPath), init]));
}
