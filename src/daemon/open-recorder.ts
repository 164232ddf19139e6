/** Opens the recorder of a daemon (settings `record`). */
import type { Logger } from "pino";
import { Recorder, type RecorderOptions } from "../observe/recorder.ts";
import { packageVersion } from "../package-files.ts";

/** Returns undefined if recording is off. @throws Error that names a file that cannot be created */
export async function openRecorder(options: RecorderOptions, log: Logger): Promise<Recorder | undefined> {
  if (options.journal === undefined && options.pcap === undefined) return undefined;
  const recorder = new Recorder(options, {
    application: `extern-bmc ${packageVersion()}`,
    warn: (message, details) => log.warn(details, message),
  });
  await recorder.open();
  return recorder;
}
