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
}

/** Starts a daemon that measures its turns into a file of the directory. */
export async function startMetered(directory: string, options: TestDaemonOptions): Promise<MeteredDaemon> {
  const file = join(directory, "turns");
  writeFileSync(file, "");
  const env = {
    ...options.env,
    TURN_LOG: file,
    NODE_OPTIONS: `--import=${METER} --disable-warning=ExperimentalWarning`,
  };
  const daemon = await startTestDaemon({ ...options, env });
  const longestTurn = async (work: () => Promise<unknown>) => {
    const before = readFileSync(file).length;
    await work();
    // The turn of the last answer has ended when it greets another client.
    await using _ = await connect(daemon.control);
    const turns = readFileSync(file).subarray(before).toString().split("\n");
    return Math.max(0, ...turns.map(Number));
  };
  return { daemon, longestTurn };
}
