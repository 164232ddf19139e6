/** The log: lines on standard error, for people on a terminal and as JSON everywhere else. */
import { createRequire } from "node:module";
import { type DestinationStream, destination, type LevelWithSilent, type Logger, pino } from "pino";
import type { PrettyOptions, PrettyStream } from "pino-pretty";

export type LogFormat = "auto" | "json" | "pretty";

/** @param stream where the lines go; standard error, in the format that suits it, when left out */
export function createLogger(level: LevelWithSilent, stream: DestinationStream = logStream("auto")): Logger {
  const family = new Set<Logger>();
  const onChild = (child: Logger) => void family.add(child);
  const log = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, onChild }, stream);
  families.set(log, family.add(log));
  return log;
}

/** Each logger with those that were made from it: pino gives every one a level of its own. */
const families = new WeakMap<Logger, ReadonlySet<Logger>>();

/** Of a logger that `createLogger` made, and of all that was made from it. */
export function setLevel(log: Logger, level: LevelWithSilent): void {
  for (const each of families.get(log) ?? [log]) each.level = level;
}

/**
 * Lines are written before the call that logs them returns, so none is lost when the process ends. Standard error that
 * nobody reads any more (EPIPE) loses lines, not the daemon.
 */
export function logStream(format: LogFormat, fd = 2): DestinationStream {
  const stream = isPretty(format) ? prettyStream(fd) : destination({ fd, sync: true });
  stream.on("error", () => {});
  return stream;
}

/** Whether lines in this format are for people. */
export function isPretty(format: LogFormat): boolean {
  return format === "pretty" || (format === "auto" && process.stderr.isTTY === true);
}

/** pino-pretty costs 30 ms to load, which a daemon without a terminal need not pay. */
function prettyStream(fd: number): PrettyStream {
  const { build } = createRequire(import.meta.url)("pino-pretty") as { build(options: PrettyOptions): PrettyStream };
  return build({
    destination: fd,
    sync: true,
    colorize: process.stderr.isTTY === true && !process.env["NO_COLOR"],
    translateTime: "HH:MM:ss.l",
  });
}
