/** Opens the recorder of a daemon (settings `record`). */
import type { Logger } from "pino";
import { Recorder, type RecorderOptions } from "../observe/recorder.ts";
import { packageVersion } from "../package-files.ts";
import { VmDecoder } from "../wire/vm-decoder.ts";
import { encodeMessage, type VmMessage } from "../wire/vm-message.ts";
import { happeningText } from "./trace-event-text.ts";

/** Returns undefined if recording is off. @throws Error that names a file that cannot be created */
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

/** Decodes bytes into messages; undefined unless they are whole messages and nothing else. */
export function messagesIn(bytes: Uint8Array): readonly VmMessage[] | undefined {
  const messages: VmMessage[] = [];
  new VmDecoder().push(bytes, (frame) => {
    if (frame.kind === "message") messages.push(frame);
  });
  const isWhole = messages.length > 0 && Buffer.concat(messages.map(encodeMessage)).equals(bytes);
  return isWhole ? messages : undefined;
}
