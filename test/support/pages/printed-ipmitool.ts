/** A page's text of `ipmitool raw` → the bytes behind it. */
import { toHex } from "../bytes/hex.ts";

export interface PrintedExchange {
  /** "netFn cmd data…" in hex. */
  readonly request: string;
  /** "completion-code data…" in hex. */
  readonly answer: string;
}

/** Prompts with the output of ipmitool 1.8.19 below them. */
export function bytesOfRaw(console: string): PrintedExchange[] {
  return console.split(/^# ipmitool raw /m).flatMap((session) => {
    const [command = "", ...output] = session.trim().split("\n");
    if (command === "") return [];
    const printed = output.join(" ").trim();
    const refusal = /\brsp=0x(?<code>[0-9a-f]{2})\b/.exec(printed)?.groups?.["code"];
    const answer = refusal ?? `00 ${printed}`.trim();
    return [{ request: toHex(Uint8Array.from(command.split(" "), Number)), answer }];
  });
}
