/** Lines about a campaign that runs: a boot's name when it begins, its outcome when it ends. */
import type { Progress } from "./campaign.ts";
import { seconds } from "./report.ts";

/** Writes to `stream`. `count`: the number of boots, the faultless one included. */
export function progressOn(stream: NodeJS.WritableStream, count: number): Progress {
  let number = 0;
  let isOpen = false;
  return {
    begins({ name }, limitMs) {
      // A boot that begins before the last one is judged repeats the faultless one.
      if (isOpen) stream.write("once more ");
      else number++;
      stream.write(`[${number}/${count}] ${name} (up to ${seconds(limitMs)}): `);
      isOpen = true;
    },
    ends({ guestMs, requests }, outcome) {
      stream.write(`${outcome} after ${seconds(guestMs)}, ${requests} ${requests === 1 ? "request" : "requests"}\n`);
      isOpen = false;
    },
  };
}
