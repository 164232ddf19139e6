import { setTimeout } from "node:timers/promises";
import type { Machine } from "../../machine.ts";
import type { SerialPort } from "../../serial/serial-port.ts";
import type { SerialReader } from "../../serial/serial-reader.ts";
import type { EventOf } from "../calls.ts";
import { type CallHandler, followMeant, machineOf, type StreamHandler, type StreamSink } from "../handler.ts";
import { ControlError } from "../protocol.ts";

/** Bytes of one event: some screens of text. */
const EVENT_BYTES = 4096;
/** Longest wait of a write for a guest that takes no input. */
export const INPUT_TIMEOUT_MS = 1000;

function portOf({ name, serial }: Machine): SerialPort {
  if (serial) return serial;
  throw new ControlError("notFound", `machine ${name} has no serial port; set serial in its configuration`);
}

const serialRead: StreamHandler<"serial.read"> = (daemon, { machine: named, history }, sink) => {
  const meant = machineOf(daemon, { machine: named });
  const port = portOf(meant);
  return followMeant(daemon, { machine: meant.name }, sink, () => {
    let sending = false;
    const reader = port.read({ onData: () => void send(), fromHistory: history });
    /** Takes bytes only as fast as the client reads; the port keeps the others. */
    const send = async () => {
      if (sending) return;
      sending = true;
      await sendAll(meant.name, reader, sink);
      sending = false;
    };
    void send();
    return () => reader.close();
  });
};

async function sendAll(machine: string, reader: SerialReader, sink: StreamSink<EventOf<"serial.read">>): Promise<void> {
  for (let before = reader.lost; reader.waiting > 0; ) {
    const data = Buffer.from(reader.take(EVENT_BYTES)).toString("base64");
    sink.event({ machine, data, lost: reader.lost - before });
    before = reader.lost;
    await sink.sent();
  }
}

const serialWrite: CallHandler<"serial.write"> = async (daemon, given) => {
  const port = portOf(machineOf(daemon, given));
  const data = Buffer.from(given.data, "base64");
  const accepted = port.write(data);
  if (accepted > 0 || data.length === 0) return { accepted };
  await room(port);
  return { accepted: port.write(data) };
};

async function room(port: SerialPort): Promise<void> {
  const late = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = port.onRoom(resolve);
  await Promise.race([promise, setTimeout(INPUT_TIMEOUT_MS, undefined, { signal: late.signal }).catch(() => {})]);
  late.abort();
  stop();
}

const serialBreak: CallHandler<"serial.break"> = (daemon, given) => {
  if (portOf(machineOf(daemon, given)).sendBreak()) return {};
  throw new ControlError(
    "failed",
    "no break was sent: the serial port is not a connected telnet line, and QMP is not connected",
  );
};

export const serialHandlers = {
  "serial.read": serialRead,
  "serial.write": serialWrite,
  "serial.break": serialBreak,
};
