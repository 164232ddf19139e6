/** When a daemon is to end without a signal: with its QEMU, after so many of them, or when none comes. */
import { type Command, Option } from "commander";
import { seconds, wholeNumber } from "../cli/options/parsers.ts";
import type { TraceEvent, TraceFeed } from "../observe/trace.ts";

const MOST_SESSIONS = 1_000_000;

export interface LifetimeOptions {
  readonly terminate?: true;
  readonly sessions?: number;
  /** Milliseconds. */
  readonly idle?: number;
}

export function addLifetimeOptions(command: Command): Command {
  return command
    .option("--terminate", "end when QEMU disconnects")
    .addOption(
      new Option("--sessions <n>", "end when n QEMUs have come and gone")
        .argParser(wholeNumber(1, MOST_SESSIONS))
        .conflicts("terminate"),
    )
    .addOption(new Option("--idle <seconds>", "end when no QEMU is connected for so long").argParser(idleTime));
}

export interface Lifetime {
  /** Gives a function that ends it. */
  observe(trace: TraceFeed): () => void;
  /** Resolves, with the reason, when it is over. */
  readonly over: Promise<string>;
}

/**
 * A session is a connection that announced its capabilities, as every QEMU does: a probe of the door is none. It ends with
 * its machine, too.
 */
export function lifetimeOf({ terminate, sessions = terminate ? 1 : undefined, idle }: LifetimeOptions): Lifetime {
  const { promise: over, resolve } = Promise.withResolvers<string>();
  const connected = new Set<string>();
  let ended = 0;
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    if (idle !== undefined && !timer) timer = setTimeout(() => resolve(`no QEMU for ${idle / 1000} s`), idle);
  };
  const take = ({ kind, machine, peer }: TraceEvent) => {
    const session = `${machine} ${peer}`;
    if (kind === "capabilities") {
      connected.add(session);
      clearTimeout(timer);
      timer = undefined;
    } else if (kind === "disconnected" && connected.delete(session)) {
      ended++;
      if (ended === sessions) resolve(sessions === 1 ? "QEMU disconnected" : `${ended} QEMUs have come and gone`);
      else if (connected.size === 0) wait();
    }
  };
  wait();
  void over.then(() => clearTimeout(timer));
  return { over, observe: (trace) => trace.listen(take) };
}

const idleTime = (text: string) => 1000 * seconds(0.001, 1e6)(text);
