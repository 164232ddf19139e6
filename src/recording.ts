/** The recorder of a daemon, as its configuration wants it. */
import type { Logger } from "pino";
import { Recorder, type RecorderOptions } from "./observe/recorder.ts";
import { packageVersion } from "./package-files.ts";
import { VmDecoder } from "./wire/vm-decoder.ts";
import type { VmMessage } from "./wire/vm-message.ts";

/** Undefined where nothing is to be recorded. @throws Error that names the file which cannot be made */
export async function openRecorder(options: RecorderOptions, log: Logger): Promise<Recorder | undefined> {
  if (options.journal === undefined && options.pcap === undefined) return undefined;
  const recorder = new Recorder(options, {
    application: `extern-bmc ${packageVersion()}`,
    messagesIn,
    warn: (message, details) => log.warn(details, message),
  });
  await recorder.open();
  return recorder;
}

export function messagesIn(bytes: Uint8Array): readonly VmMessage[] {
  const messages: VmMessage[] = [];
  new VmDecoder().push(bytes, (frame) => {
    if (frame.kind === "message") messages.push(frame);
  });
  return messages;
}
