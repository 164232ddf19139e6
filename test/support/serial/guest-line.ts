/** The guest's end of a serial line, in memory. */
import { Duplex } from "node:stream";
import type { LineCoding } from "../../../src/serial/serial-line.ts";
import { SerialPort } from "../../../src/serial/serial-port.ts";

export class GuestLine {
  /** Bytes that the guest has received. */
  readonly received: number[] = [];
  /** Whether the guest takes input. */
  takes = true;
  #pending: (() => void)[] = [];
  readonly stream = new Duplex({
    read() {},
    write: (chunk: Uint8Array, _encoding, done) => {
      const take = () => {
        this.received.push(...chunk);
        done();
      };
      if (this.takes) take();
      else this.#pending.push(take);
    },
  });

  print(bytes: Uint8Array | string): void {
    this.stream.push(Buffer.from(bytes));
  }

  /** Takes input again. */
  take(): void {
    this.takes = true;
    for (const each of this.#pending.splice(0)) each();
  }

  get text(): string {
    return Buffer.from(this.received).toString("latin1");
  }
}

/** A port with a connected guest. */
export function connectedPort(coding?: LineCoding): { port: SerialPort; guest: GuestLine } {
  const port = new SerialPort("unix:/run/ser0");
  const guest = new GuestLine();
  port.attach(guest.stream, "guest", coding);
  return { port, guest };
}

/** Resolves when the streams have passed on what they hold. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
