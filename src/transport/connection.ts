/** The interface between doors and the rest of the daemon: a door passes on one connection after another. */
import type { Duplex } from "node:stream";

/** Bytes to and from one QEMU. */
export interface Connection {
  /**
   * The socket itself, so that bytes take no extra step. Listen for `data` before onConnection returns: data flows from
   * then on. The door already listens for `error` and logs it; every connection ends with `close`.
   */
  readonly stream: Duplex;
  /** Printable name of the other side: `127.0.0.1:40123`, `unix:/run/bmc.sock client #1`, `fd:3`. */
  readonly peer: string;
}

/** Called with one connection at a time. The `close` of the previous one may still be pending. */
export type OnConnection = (connection: Connection) => void;

export interface Door {
  /** The address with the resolved port and the absolute path; see formatAddress. */
  readonly address: string;
  /** Stops listening or dialing at once, drops the connection and removes the door's files. */
  close(): Promise<void>;
}

/** PEM files of tls: doors. */
export interface TlsFiles {
  /** The daemon's certificate, with the chain up to the authority. */
  readonly certFile: string;
  readonly keyFile: string;
  /**
   * Authorities that must have signed the peer's certificate. Without this file a tls: door asks for no certificate,
   * and a connect:tls: door trusts the system's authorities.
   */
  readonly clientCaFile?: string | undefined;
}

export interface DoorOptions {
  /** Address of the door; see parseDoor. */
  readonly listen: string;
  /** Required by tls: and connect:tls:, ignored by the others. */
  readonly tls?: TlsFiles | undefined;
}
