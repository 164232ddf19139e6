/** The serial port to the drivers: programs go there, and records come back. */
import type { Socket } from "node:net";
import { u16 } from "../../codec/integer.ts";
import { encode } from "../../codec/layout.ts";
import type { PortInterface } from "../host.ts";
import { LabError } from "../lab-error.ts";
import { RecordKind, RecordReader, type ReportRecord, refuseFault } from "./report.ts";

const INTERFACE_CODE = { bt: 0, kcs: 1 } as const satisfies Record<PortInterface, number>;

export class DriverLine implements Disposable {
  readonly #socket: Socket;
  readonly #reader = new RecordReader();
  readonly #records: ReportRecord[] = [];
  #wake = () => {};

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("error", () => {});
    socket.on("data", (chunk: Uint8Array) => {
      this.#records.push(...this.#reader.push(chunk));
      this.#wake();
    });
  }

  /** Gives the drivers a program. They take it when they have asked for one. */
  send(program: Uint8Array, over: PortInterface): void {
    const size = encode(u16, program.length);
    this.#socket.write(Buffer.concat([Uint8Array.of(INTERFACE_CODE[over]), size, program]));
  }

  /**
   * Takes the records up to the end of the program. Rejects with `LabError` "guest" if the drivers met a fault, and
   * "ended" if the machine was reset. Stays pending if QEMU ends.
   */
  untilEnd(): Promise<readonly ReportRecord[]> {
    return this.#until(RecordKind.End);
  }

  /** Takes the records up to the request for a program, which comes once in each boot. Rejects as `untilEnd` does. */
  untilBooted(): Promise<readonly ReportRecord[]> {
    return this.#until(RecordKind.Hello);
  }

  async #until(kind: number): Promise<readonly ReportRecord[]> {
    for (;;) {
      for (const record of this.#records) {
        refuseFault(record);
        if (record.kind === RecordKind.Hello && kind !== RecordKind.Hello)
          throw new LabError("ended", "the machine was reset before the drivers were done");
      }
      const at = this.#records.findIndex((record) => record.kind === kind);
      if (at >= 0) return this.#records.splice(0, at + 1).slice(0, -1);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}
