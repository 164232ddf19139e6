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
    socket.on("close", () => this.#wake());
  }

  /** Gives the drivers a program. They take it when they have asked for one. */
  send(program: Uint8Array, over: PortInterface): void {
    const size = encode(u16, program.length);
    this.#socket.write(Buffer.concat([Uint8Array.of(INTERFACE_CODE[over]), size, program]));
  }

  /**
   * Takes the records up to the first of this kind, without it. Rejects with `LabError` "guest" if the drivers met a
   * fault, and "closed" if the line closed first.
   */
  async #until(kind: number): Promise<readonly ReportRecord[]> {
    for (;;) {
      for (const record of this.#records) refuseFault(record);
      const at = this.#records.findIndex((record) => record.kind === kind);
      if (at >= 0) return this.#records.splice(0, at + 1).slice(0, -1);
      if (this.#socket.closed) throw new LabError("closed", "the serial port to the UEFI drivers closed");
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Takes the records up to the end of the program. */
  untilEnd(): Promise<readonly ReportRecord[]> {
    return this.#until(RecordKind.End);
  }

  /** Takes the records up to the request for a program, which comes once in each boot. */
  untilBooted(): Promise<readonly ReportRecord[]> {
    return this.#until(RecordKind.Hello);
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}
