/** Two network namespaces and a cable between them that can be pulled. Linux, root and iproute2. */
import { type ChildProcessByStdio, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import type { TestContext } from "vitest";
import { needMountPoint } from "../setup/mount-point.ts";

const ENDS = { door: "10.199.0.1", peer: "10.199.0.2" } as const;

export interface Cable {
  readonly doorAddress: string;
  /** Starts a program in one of the namespaces. It is killed together with the cable. */
  run(end: keyof typeof ENDS, command: string, ...args: string[]): ChildProcessByStdio<Writable, Readable, null>;
  /** Takes the peer's end down: from now on nothing passes, and no packet ends the connection. */
  pull(): void;
  plugIn(): void;
}

/** Lays a cable that the test's end, or its time-out, removes. Throws where it cannot: who needs it is never skipped. */
export function layCable(onTestFinished: TestContext["onTestFinished"]): Cable {
  needMountPoint();
  const tag = randomBytes(3).toString("hex");
  const namespace = { door: `bmc-${tag}-door`, peer: `bmc-${tag}-peer` };
  const children: ChildProcessByStdio<Writable, Readable, null>[] = [];
  onTestFinished(async () => {
    for (const child of children) if (child.kill("SIGKILL")) await once(child, "exit");
    for (const name of Object.values(namespace)) ip("netns", "delete", name);
  });

  for (const name of Object.values(namespace)) ip("netns", "add", name);
  ip("-n", namespace.door, "link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", namespace.peer);
  for (const end of ["door", "peer"] as const) {
    ip("-n", namespace[end], "address", "add", `${ENDS[end]}/24`, "dev", "cable");
    ip("-n", namespace[end], "link", "set", "cable", "up");
  }

  return {
    doorAddress: ENDS.door,
    run(end, command, ...args) {
      const child = spawn("ip", ["netns", "exec", namespace[end], command, ...args], {
        stdio: ["pipe", "pipe", "inherit"],
      });
      children.push(child);
      return child;
    },
    pull: () => ip("-n", namespace.peer, "link", "set", "cable", "down"),
    plugIn: () => ip("-n", namespace.peer, "link", "set", "cable", "up"),
  };
}

function ip(...args: string[]): void {
  execFileSync("ip", args, { stdio: ["ignore", "ignore", "pipe"] });
}
