/**
 * A peer whose machine dies, or whose cable is pulled, says no goodbye. The door is in one network namespace, its peer
 * in another, and the cable between them is a real one to the kernel. The time that counts is the door's own.
 */
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Cable, layCable } from "../support/doors/cable.ts";

const DOOR = fileURLToPath(new URL("../support/doors/dead-peer-door.ts", import.meta.url));
const NOTICED_WITHIN_MS = 15_000;
const PORT = 9002;
/** More than the kernels on both sides buffer, so that the TCP window closes. */
const MORE_THAN_BUFFERS = 32 * 1024 * 1024;

/** The two ways of a peer with bytes sent to it. */
const READS = "exec cat <&3 >/dev/null";
const DOES_NOT_READ = "exec sleep infinity";

interface DoorProcess {
  send(bytes: number): void;
  /** Resolves when the door has said this, again if it has said it before; with the time it took. */
  says(line: string): Promise<number>;
  readonly lines: readonly string[];
}

async function openDoor(cable: Cable): Promise<DoorProcess> {
  const child = cable.run("door", process.execPath, DOOR, `tcp:${cable.doorAddress}:${PORT}`);
  const lines: string[] = [];
  const waiting: { line: string; resolve: () => void }[] = [];
  createInterface(child.stdout).on("line", (line) => {
    lines.push(line);
    const index = waiting.findIndex((entry) => line.startsWith(entry.line));
    if (index >= 0) waiting.splice(index, 1)[0]?.resolve();
  });
  const door: DoorProcess = {
    lines,
    send: (bytes) => void child.stdin.write(`${bytes}\n`),
    async says(line) {
      const startMs = performance.now();
      await new Promise<void>((resolve) => waiting.push({ line, resolve }));
      return performance.now() - startMs;
    },
  };
  await door.says("open");
  return door;
}

async function connect(cable: Cable, door: DoorProcess, then: string): Promise<void> {
  const connected = door.says("connected");
  cable.run("peer", "bash", "-c", `exec 3<>/dev/tcp/${cable.doorAddress}/${PORT}; ${then}`);
  await connected;
}

describe.concurrent("a peer that vanishes is noticed within 15 s", () => {
  it("in silence", async ({ onTestFinished }) => {
    const cable = layCable(onTestFinished);
    const door = await openDoor(cable);
    await connect(cable, door, READS);
    cable.pull();
    expect(await door.says("lost")).toBeLessThan(NOTICED_WITHIN_MS);
    cable.plugIn();
    await connect(cable, door, READS);
  });

  it.for([
    ["at once", 0],
    ["while keepalive is at work", 5000],
    ["after half of keepalive's probes", 7500],
    ["just before keepalive gives up", 12_500],
  ] as const)("with unacknowledged bytes of ours, sent %s", async ([, sentAfterMs], { onTestFinished }) => {
    const cable = layCable(onTestFinished);
    const door = await openDoor(cable);
    await connect(cable, door, READS);
    cable.pull();
    const lost = door.says("lost");
    await Promise.race([lost, sleep(sentAfterMs)]);
    door.send(100);
    expect(await lost).toBeLessThan(NOTICED_WITHIN_MS);
  });

  it("with a closed window", async ({ onTestFinished }) => {
    const cable = layCable(onTestFinished);
    const door = await openDoor(cable);
    await connect(cable, door, DOES_NOT_READ);
    door.send(MORE_THAN_BUFFERS);
    await sleep(2000);
    cable.pull();
    expect(await door.says("lost")).toBeLessThan(NOTICED_WITHIN_MS);
  });

  it("unless it only does not read, as a stopped QEMU", async ({ onTestFinished }) => {
    const cable = layCable(onTestFinished);
    const door = await openDoor(cable);
    await connect(cable, door, DOES_NOT_READ);
    door.send(MORE_THAN_BUFFERS);
    await sleep(1.5 * NOTICED_WITHIN_MS);
    expect(door.lines).not.toContain("lost");
  });
});
