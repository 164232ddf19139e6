/**
 * TLS writes whose last byte is a record of its own.
 *
 * QEMU's IPMI device reads one byte at a time from its chardev. GnuTLS then holds n - 1 bytes of a record of n bytes,
 * and QEMU 7.2 waits for the socket to become readable again before it reads them (qio_channel_tls_create_watch in
 * io/channel-tls.c): forever, if no more data comes. A second record keeps the socket readable until QEMU has read all
 * of the first one, and a record of one byte leaves no rest.
 */
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";

/** Node's encoding name for raw bytes, which its types lack. */
const NO_ENCODING = "buffer" as BufferEncoding;

/** Whether a socket is a TLS socket. Does not load node:tls, which only some doors need. */
export function isTls(socket: Socket): socket is TLSSocket {
  return "encrypted" in socket;
}

/** Changes how a connected socket writes; its bytes stay the same. */
export function endWritesWithShortRecord(socket: TLSSocket): void {
  const write = socket._write.bind(socket);
  Object.assign(socket, {
    // writev would put all waiting bytes into one record.
    _writev: undefined,
    _write(chunk: Buffer | string, encoding: BufferEncoding, done: (error?: Error | null) => void) {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk;
      if (bytes.length < 2) return write(bytes, NO_ENCODING, done);
      const writeLast = (error?: Error | null) => (error ? done(error) : write(bytes.subarray(-1), NO_ENCODING, done));
      return write(bytes.subarray(0, -1), NO_ENCODING, writeLast);
    },
  });
}
