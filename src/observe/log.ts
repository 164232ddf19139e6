/** The log: lines on standard error, for people on a terminal and as JSON everywhere else. */
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

/** Those made from each logger: pino gives every one a level of its own. Machines come and go, and theirs with them. */
const families = new WeakMap<Logger, ReadonlySet<WeakRef<Logger>>>();

/** Of a logger that `createLogger` made, and of all that was made from it. */
export function setLevel(log: Logger, level: LevelWithSilent): void {
  log.level = level;
  for (const reference of families.get(log) ?? []) {
    const child = reference.deref();
    if (child) child.level = level;
  }
}

/**
 * Lines are written before the call that logs them returns, so none is lost when the process ends. Standard error that
 * nobody reads any more (EPIPE) loses lines, not the daemon.
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

/** pino-pretty costs 30 ms to load, which a daemon without a terminal need not pay. */
async function prettyStream(fd: number): Promise<PrettyStream> {
  const { build } = await import("pino-pretty");
  return build({
    destination: fd,
    sync: true,
    colorize: process.stderr.isTTY === true && !process.env["NO_COLOR"],
    translateTime: "HH:MM:ss.l",
  });
}
