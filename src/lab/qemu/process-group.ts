/** QEMU in a process group of its own, so that a wrapper script and the QEMU that it starts end together. */
import type { ChildProcess } from "node:child_process";

/**
 * A function that kills a child that was spawned with `detached`, and everything that the child has started. Does nothing
 * once the child has ended and its output is closed.
 */
export function groupKiller(child: ChildProcess): () => void {
  let isOver = false;
  child.once("close", () => {
    isOver = true;
  });
  return () => {
    if (isOver || child.pid === undefined) return;
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // Nothing is left of it.
    }
  };
}
