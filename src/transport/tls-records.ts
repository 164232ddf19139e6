/**
 * Why a TLS door sends the last byte of everything in a record of its own.
 *
 * QEMU's IPMI device takes one byte at a time from its chardev. Of a record of n bytes GnuTLS then keeps n - 1, and QEMU
 * 7.2 waits for the socket to become readable again before it asks for them (qio_channel_tls_create_watch in
 * io/channel-tls.c): for ever, if no more comes. With another record behind it the socket stays readable until all of
 * this one is taken, and a record of one byte leaves nothing behind.
 */
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";

/** What Node calls the encoding of bytes that are none of a string; its types do not know it. */
const NO_ENCODING = "buffer" as BufferEncoding;

/** Without node:tls, which is loaded where a door needs it. */
export function isTls(socket: Socket): socket is TLSSocket {
  return "encrypted" in socket;
}

/** Changes how a connected socket writes; its bytes stay the same. */
export function endWritesWithShortRecord(socket: TLSSocket): void {
  const write = socket._write.bind(socket);
  Object.assign(socket, {
    // It would put all that waits into one record.
    _writev: undefined,
    _write(chunk: Buffer | string, encoding: BufferEncoding, done: (error?: Error | null) => void) {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk;
      if (bytes.length < 2) return write(bytes, NO_ENCODING, done);
      const writeLast = (error?: Error | null) => (error ? done(error) : write(bytes.subarray(-1), NO_ENCODING, done));
      return write(bytes.subarray(0, -1), NO_ENCODING, writeLast);
    },
  });
}
