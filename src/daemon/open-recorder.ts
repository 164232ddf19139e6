/** The recorder of a daemon, as its configuration wants it. */
import type { Logger } from "pino";
import { Recorder, type RecorderOptions } from "../observe/recorder.ts";
import { packageVersion } from "../package-files.ts";
import { VmDecoder } from "../wire/vm-decoder.ts";
import { encodeMessage, type VmMessage } from "../wire/vm-message.ts";
import { happeningText } from "./trace-event-text.ts";

/** Undefined where nothing is to be recorded. @throws Error that names the file which cannot be made */
export async function openRecorder(options: RecorderOptions, log: Logger): Promise<Recorder | undefined> {
  if (options.journal === undefined && options.pcap === undefined) return undefined;
  const recorder = new Recorder(options, {
    application: `extern-bmc ${packageVersion()}`,
    messagesIn,
    inWords: happeningText,
    warn: (message, details) => log.warn(details, message),
  });
  await recorder.open();
  return recorder;
}

/** The messages that bytes are; undefined when they are something else as well, or nothing but that. */
export function messagesIn(bytes: Uint8Array): readonly VmMessage[] | undefined {
  const messages: VmMessage[] = [];
  new VmDecoder().push(bytes, (frame) => {
    if (frame.kind === "message") messages.push(frame);
  });
  const isWhole = messages.length > 0 && Buffer.concat(messages.map(encodeMessage)).equals(bytes);
  return isWhole ? messages : undefined;
}
