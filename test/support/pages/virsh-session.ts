/** A libvirt of its own: `virsh` on the path of a page's shell connects to the session of a user without rights. */
import { chmodSync, chownSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { vi } from "vitest";
import { PATIENCE } from "../waiting/patience.ts";
import type { PageShell } from "./page-shell.ts";

/** libvirt starts no session for root, so the session is the user nobody's. */
const isRoot = process.getuid?.() === 0;
export const NOBODY = 65_534;
const asUser = isRoot ? `setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups` : "";

export interface VirshSession {
  /** The user's home, with libvirt's logs. */
  readonly home: string;
  /** Ends the domains that run, the session and the shell. */
  close(...domains: readonly string[]): Promise<void>;
}

export function openVirshSession(shell: PageShell): VirshSession {
  chmodSync(shell.directory, 0o755);
  const home = join(shell.directory, "home");
  for (const directory of [home, join(home, "run")]) {
    mkdirSync(directory, { mode: 0o700 });
    if (isRoot) chownSync(directory, NOBODY, NOBODY);
  }
  const variables = `PATH='${process.env["PATH"]}' HOME=${home} XDG_RUNTIME_DIR=${home}/run`;
  const unset = "unset XDG_CONFIG_HOME XDG_CACHE_HOME";
  const virsh = `${variables} exec ${asUser} virsh --connect qemu:///session "$@"`;
  // The daemon's file for virsh is its own user's, as virsh is outside of this test.
  const give = `for word; do case "$word" in */domain.xml) chown ${NOBODY} "$word" "\${word%/*}" ;; esac; done`;
  shell.write("bin/virsh", `#!/bin/sh\n${isRoot ? give : ""}\n${unset}\n${virsh}\n`);
  chmodSync(join(shell.directory, "bin/virsh"), 0o755);
  return {
    home,
    async close(...domains) {
      const destroy = domains.map((domain) => `virsh destroy ${domain} || true; `).join("");
      await shell.run(`${destroy}kill $(cat ${home}/run/libvirt/libvirtd.pid)`).catch(() => {});
      await vi.waitFor(() => shell.close(), PATIENCE);
    },
  };
}
