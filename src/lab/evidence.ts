/** Evidence of a run, kept on request: the BMC's log, every byte with its time, QEMU's command line. */
import { openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { type Logger, pino } from "pino";
import type { Clock } from "../clock.ts";
import { makeDirectory } from "../os/make-directory.ts";
import { spacedHex } from "../text/hex.ts";
import type { Connection } from "../transport/connection.ts";
import type { LabBmc } from "./host.ts";

export interface Evidence {
  readonly log: Logger;
  /** Returns the BMC with its connections recorded. */
  tap(bmc: LabBmc, clock: Clock): LabBmc;
  finish(commandLine: string | undefined, result: object): void;
}

/** Writes log.jsonl, bytes.txt, command-line.txt and result.json into `directory`. */
export function keepEvidence(directory: string): Evidence {
  makeDirectory(directory);
  const bytes = openSync(join(directory, "bytes.txt"), "w");
  return {
    log: pino({ level: "debug" }, pino.destination({ dest: join(directory, "log.jsonl"), sync: true })),
    tap(bmc, clock) {
      const write = (line: string) => writeSync(bytes, `${clock.nowMs().toFixed(3).padStart(12)} ms ${line}\n`);
      return {
        attach(connection) {
          tapStream(connection, write);
          bmc.attach(connection);
        },
      };
    },
    finish(commandLine, result) {
      if (commandLine !== undefined) writeFileSync(join(directory, "command-line.txt"), `${commandLine}\n`);
      writeFileSync(join(directory, "result.json"), `${JSON.stringify(result, undefined, 2)}\n`);
    },
  };
}

function tapStream({ stream }: Connection, write: (line: string) => void): void {
  write("connected");
  stream.on("data", (chunk: Uint8Array) => write(`QEMU > BMC  ${spacedHex(chunk)}`));
  stream.on("close", () => write("closed"));
  const send = stream.write.bind(stream) as (chunk: Uint8Array) => boolean;
  stream.write = ((chunk: Uint8Array) => {
    write(`BMC > QEMU  ${spacedHex(chunk)}`);
    return send(chunk);
  }) as typeof stream.write;
}
