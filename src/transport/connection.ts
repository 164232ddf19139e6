/** What a door is to the rest of the daemon: something that hands out one connection after another. */
import type { Duplex } from "node:stream";

/** Bytes to and from one QEMU. */
export interface Connection {
  /**
   * The socket itself, so that a byte takes no extra step. Listen to its `data` before onConnection returns: it flows
   * from then on. An `error` is already listened for and logged; `close` is the end in every case.
   */
  readonly stream: Duplex;
  /** Printable name of the other side: `127.0.0.1:40123`, `unix:/run/bmc.sock client #1`, `fd:3`. */
  readonly peer: string;
}

/** Called with one connection at a time. The `close` of the one before may still be on its way. */
export type OnConnection = (connection: Connection) => void;

export interface Door {
  /** The address with its port resolved and its path absolute; see formatAddress. */
  readonly address: string;
  /** Stops listening or dialling at once, drops the connection and removes what the door made. */
  close(): Promise<void>;
}

/** PEM files of tls: doors. */
export interface TlsFiles {
  /** Our certificate, with the chain up to the authority. */
  readonly certFile: string;
  readonly keyFile: string;
  /**
   * Authorities of which the other side must show a certificate. Without it a tls: door asks for none, and a
   * connect:tls: door trusts the authorities that the system trusts.
   */
  readonly clientCaFile?: string | undefined;
}

export interface DoorOptions {
  /** See parseAddress. */
  readonly listen: string;
  /** Needed by tls: and connect:tls:, ignored by the others. */
  readonly tls?: TlsFiles | undefined;
}
