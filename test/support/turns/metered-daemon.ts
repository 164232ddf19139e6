/** A daemon whose turns of the event loop are measured. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connect } from "../../../src/control/client.ts";
import { startTestDaemon, type TestDaemon, type TestDaemonOptions } from "../daemon/daemon.ts";

const METER = fileURLToPath(new URL("meter.ts", import.meta.url));

export interface MeteredDaemon {
  readonly daemon: TestDaemon;
  /** Returns the longest turn while the work is done, in milliseconds of processor time. */
  longestTurn(work: () => Promise<unknown>): Promise<number>;
  /** Longest turn of the start that began when a guest could be connected already. */
  readonly startMs: number;
}

/** Line of the meter. */
const OPEN = "open\n";

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
    TURN_DOOR: door,
    NODE_OPTIONS: `--import=${METER} --disable-warning=ExperimentalWarning`,
  };
  const sizeNow = () => readFileSync(file).length;
  const longestSince = (size: number) => {
    const turns = readFileSync(file).subarray(size).toString().split("\n");
    return Math.max(0, ...turns.map(Number));
  };
  const daemon = await startTestDaemon({ ...options, env });
  const startMs = longestSince(readFileSync(file).indexOf(OPEN) + OPEN.length);
  const longestTurn = async (work: () => Promise<unknown>) => {
    const before = sizeNow();
    await work();
    // The turn of the last answer has ended when it greets another client.
    await using _ = await connect(daemon.control);
    return longestSince(before);
  };
  return { daemon, longestTurn, startMs };
}
