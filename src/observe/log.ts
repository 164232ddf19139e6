/** The log: lines on standard error, readable text on a terminal and JSON otherwise. */
import { type DestinationStream, destination, type LevelWithSilent, type Logger, pino } from "pino";
import type { PrettyStream } from "pino-pretty";

export type LogFormat = "auto" | "json" | "pretty";

export function createLogger(level: LevelWithSilent, stream: DestinationStream): Logger {
  const family = new Set<WeakRef<Logger>>();
  const gone = new FinalizationRegistry((child: WeakRef<Logger>) => void family.delete(child));
  const onChild = (child: Logger) => {
    const reference = new WeakRef(child);
    family.add(reference);
    gone.register(child, reference);
  };
  const log = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, onChild }, stream);
  families.set(log, family);
  return log;
}

/** Child loggers by logger, because pino gives each its own level. Weak, because machines come and go. */
const families = new WeakMap<Logger, ReadonlySet<WeakRef<Logger>>>();

/** Sets the level of a logger made by `createLogger` and of all its children. */
export function setLevel(log: Logger, level: LevelWithSilent): void {
  log.level = level;
  for (const reference of families.get(log) ?? []) {
    const child = reference.deref();
    if (child) child.level = level;
  }
}

/**
 * Opens the stream of the log. It writes each line before the logging call returns, so that the process can end at any
 * time without losing one. If the reader of standard error is gone (EPIPE), lines are lost but the daemon runs on.
 */
export async function logStream(format: LogFormat, fd = 2): Promise<DestinationStream> {
  const stream = isPretty(format) ? await prettyStream(fd) : destination({ fd, sync: true });
  stream.on("error", () => {});
  return stream;
}

/** Whether lines in this format are for people. */
export function isPretty(format: LogFormat): boolean {
  return format === "pretty" || (format === "auto" && process.stderr.isTTY === true);
}

/** Loads pino-pretty on demand: it takes 30 ms, which a daemon without a terminal saves. */
async function prettyStream(fd: number): Promise<PrettyStream> {
  const { build } = await import("pino-pretty");
  return build({
    destination: fd,
    sync: true,
    colorize: process.stderr.isTTY === true && !process.env["NO_COLOR"],
    translateTime: "HH:MM:ss.l",
  });
}
