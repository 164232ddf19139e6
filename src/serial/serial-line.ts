/** How bytes look on the way to and from a guest's serial port: as they are, or as telnet has them. */

/** Bytes from the line, decoded. */
export interface Incoming {
  readonly data: Uint8Array;
  /** Bytes to send back at once, as they are. */
  readonly reply?: Uint8Array | undefined;
}

export interface LineCoding {
  decode(bytes: Uint8Array): Incoming;
  encode(data: Uint8Array): Uint8Array;
  /** Bytes that mean a break now; absent: the line has none. */
  readonly breakBytes?: Uint8Array | undefined;
}

export const PLAIN: LineCoding = {
  decode: (data) => ({ data }),
  encode: (data) => data,
};
