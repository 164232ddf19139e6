/** SOL at one machine: the streams between LAN sessions and the guest's serial port. */

import type { SolValues } from "../bmc/lan/sol.ts";
import type { SolService, SolStream } from "../bmc/lan/sol-activations.ts";
import type { Clock } from "../clock.ts";
import { peerText, type Session } from "../ipmi/session.ts";
import type { TraceFeed } from "../observe/trace.ts";
import { SOL_HEADER_SIZE } from "../rmcp/sol-payload.ts";
import { INPUT_BYTES, MAX_LATE_INPUT_BYTES, type SerialPort } from "./serial-port.ts";
import type { SolSettings } from "./sol-sender.ts";
import { SolSession } from "./sol-session.ts";

/** The instance that shows the history and takes no input. */
export const HISTORY_INSTANCE = 2;

export class SerialSol implements SolService {
  readonly #port: SerialPort;
  readonly #values: () => SolValues;
  readonly #clock: Clock;
  readonly #trace: TraceFeed;
  readonly #counts = { sent: 0, received: 0 };

  /** `values`: the SOL parameters in force. */
  constructor(port: SerialPort, values: () => SolValues, clock: Clock, trace: TraceFeed) {
    this.#port = port;
    this.#values = values;
    this.#clock = clock;
    this.#trace = trace;
  }

  get counts(): SolService["counts"] {
    return this.#counts;
  }

  start(instance: number, session: Session, send: (payload: Uint8Array) => void): SolStream {
    const isHistory = instance === HISTORY_INSTANCE;
    const counts = { sent: 0, received: 0 };
    const reader = this.#port.read({
      onData: () => sol.printed(),
      fromHistory: isHistory,
      // Someone who only reads must not hold up the guest.
      holds: !isHistory,
    });
    const guest = {
      output: reader,
      write: (characters: Uint8Array, isLate: boolean) => {
        const most = isLate ? MAX_LATE_INPUT_BYTES : INPUT_BYTES;
        const accepted = isHistory ? characters.length : this.#port.write(characters, most);
        this.#counts.received += accepted;
        counts.received += accepted;
        return accepted;
      },
      sendBreak: () => void (isHistory || this.#port.sendBreak()),
    };
    const counted = (payload: Uint8Array) => {
      const size = payload.length - SOL_HEADER_SIZE;
      this.#counts.sent += size;
      counts.sent += size;
      send(payload);
    };
    const sol = new SolSession(guest, () => settingsOf(this.#values()), counted, this.#clock);
    const stopRoom = this.#port.onRoom(() => sol.room());
    // After the answer to Activate Payload, which tells the client that packets may come.
    const started = this.#clock.after(0, () => sol.printed());
    return {
      counts,
      receive: (payload) => sol.receive(payload),
      stop: (tell) => {
        started.cancel();
        stopRoom();
        reader.close();
        sol.close(tell);
        const ended = { kind: "SOL ended", session: session.handle, instance, ...counts } as const;
        this.#trace.publish(peerText(session.peer), ended);
      },
    };
  }
}

/** The parameters in milliseconds: the accumulate interval is in units of 5, the retry interval in units of 10. */
function settingsOf({ accumulation, retry }: SolValues): SolSettings {
  return {
    accumulateMs: 5 * accumulation.interval,
    threshold: accumulation.threshold,
    retries: retry.attempts.count,
    retryMs: 10 * retry.interval,
  };
}
