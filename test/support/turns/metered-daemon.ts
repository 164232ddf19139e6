/** A daemon whose turns of the event loop are measured. */
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { connect as connectTo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { connect } from "../../../src/control/client.ts";
import { startTestDaemon, type TestDaemon, type TestDaemonOptions } from "../daemon/daemon.ts";

const METER = fileURLToPath(new URL("meter.ts", import.meta.url));

export interface MeteredDaemon {
  readonly daemon: TestDaemon;
  /** Returns the longest turn while the work is done, in milliseconds of processor time. */
  longestTurn(work: () => Promise<unknown>): Promise<number>;
  /** Longest turn of the start, as long as guests could be connected already. */
  readonly startMs: number;
}

/** Starts a daemon that measures its turns into a file of the directory. `door`: the path of its first door. */
export async function startMetered(
  directory: string,
  door: string,
  options: TestDaemonOptions,
): Promise<MeteredDaemon> {
  const file = join(directory, "turns");
  writeFileSync(file, "");
  const env = {
    ...options.env,
    TURN_LOG: file,
    NODE_OPTIONS: `--import=${METER} --disable-warning=ExperimentalWarning`,
  };
  const sizeNow = () => readFileSync(file).length;
  const longestSince = (size: number) => {
    const turns = readFileSync(file).subarray(size).toString().split("\n");
    return Math.max(0, ...turns.map(Number));
  };
  const opened = onceGreeted(door).then(sizeNow);
  const daemon = await startTestDaemon({ ...options, env });
  const startMs = longestSince(await opened);
  const longestTurn = async (work: () => Promise<unknown>) => {
    const before = sizeNow();
    await work();
    // The turn of the last answer has ended when it greets another client.
    await using _ = await connect(daemon.control);
    return longestSince(before);
  };
  return { daemon, longestTurn, startMs };
}

/** Waits until a door greets a guest, as its QEMU would that dials until it is there. */
async function onceGreeted(path: string): Promise<void> {
  for (;;) {
    const guest = connectTo(path);
    try {
      await once(guest, "data");
      return;
    } catch {
      await sleep(1);
    } finally {
      guest.destroy();
    }
  }
}
