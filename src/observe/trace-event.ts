/** Events at a machine's doors. */

/** An event. Bits and codes are those of the wire; the `data` of an answer does not include its completion code. */
export type Happening =
  | { readonly kind: "connected" | "disconnected" | "machine reset" }
  /** QEMU announced its capabilities, as bits. */
  | { readonly kind: "capabilities"; readonly capabilities: number }
  | ExchangeHappening
  /** Bytes that were sent for an exchange under a rule or the deadline guard; `exchange` is its number. */
  | { readonly kind: "sent"; readonly exchange: number; readonly latencyMs: number; readonly bytes: Uint8Array }
  | SessionHappening
  /** A trap that left for `peer`, or could not. A repetition has the sequence number of the first. */
  | { readonly kind: "trap"; readonly sequence: number; readonly isSent: boolean; readonly bytes: Uint8Array }
  /** A control command that the BMC sent. */
  | { readonly kind: "control"; readonly code: number }
  /** A frame, or a datagram: that has the LAN channel. */
  | {
      readonly kind: "discarded";
      readonly channel?: number | undefined;
      readonly reason: string;
      readonly bytes: Uint8Array;
    }
  /** An event from QEMU's QMP socket, by its name there. `count`: so many equal ones, if there was more than one. */
  | {
      readonly kind: "qemu";
      readonly event: string;
      readonly reason?: string | undefined;
      readonly guest?: boolean | undefined;
      readonly count?: number | undefined;
    }
  /** A Redfish request whose answer faults changed; `status` is that of the answer. `path` may be cut. */
  | {
      readonly kind: "redfish";
      readonly method: string;
      readonly path: string;
      readonly status: number;
      readonly rules: readonly string[];
      /** Milliseconds until the service had its answer ready. */
      readonly latencyMs: number;
    }
  /** A drive for virtual media holds the image of this address; absent: it is empty. */
  | { readonly kind: "medium"; readonly drive: string; readonly image?: string | undefined }
  /** Number of events that are missing here. */
  | { readonly kind: "missing"; readonly count: number };

/** A request and the BMC's answer. */
export interface ExchangeHappening {
  readonly kind: "exchange";
  /** The LAN channel, if the request came through a LAN door; absent: a system interface. */
  readonly channel?: number | undefined;
  /** Handle of the LAN session; absent outside a session. */
  readonly session?: number | undefined;
  /** Number of the exchange, from 1 on each machine. */
  readonly exchange: number;
  /** QEMU's message id, 00h to FFh; over LAN rqSeq, 00h to 3Fh. */
  readonly id: number;
  readonly netFn: number;
  readonly lun: number;
  readonly cmd: number;
  readonly request: Uint8Array;
  readonly completionCode: number;
  readonly response: Uint8Array;
  /** Name of the command; absent if no command has these codes. */
  readonly command?: string | undefined;
  /** Reason for a refusal, as text. */
  readonly refusal?: string | undefined;
  /** Reply rules that applied. If there are any, a `sent` event has the bytes that went out, if any did. */
  readonly rules: readonly string[];
  /** Milliseconds until the BMC had its answer ready. */
  readonly latencyMs: number;
}

/** Log-ins at a LAN door. A handle is a session's number in Get Session Info. */
export type SessionHappening =
  | {
      readonly kind: "session opened";
      readonly session: number;
      readonly user: string;
      /** Name of the privilege level that the session may raise itself to. */
      readonly privilege: string;
      /** Cipher suite of an RMCP+ session; absent: a session of IPMI 1.5. */
      readonly suite?: number | undefined;
    }
  | { readonly kind: "session closed"; readonly session: number; readonly user: string; readonly reason: string }
  /** Serial over LAN ended. Characters: sent to the client, repeats too, and taken from it. */
  | {
      readonly kind: "SOL ended";
      readonly session: number;
      /** 1: the console. 2: its history. */
      readonly instance: number;
      readonly sent: number;
      readonly received: number;
    }
  | {
      readonly kind: "log-in refused";
      /** The message that was refused, such as "RAKP 3". */
      readonly step: string;
      /** Status code of the answer, or completion code in IPMI 1.5; absent: the message was not answered. */
      readonly status?: number | undefined;
      readonly user?: string | undefined;
      readonly reason: string;
    }
  /** A log-in that its client gave up after RAKP 2 or Get Session Challenge, or that later ones pushed out. */
  | {
      readonly kind: "log-in abandoned";
      /** The client's message that was awaited. */
      readonly step: string;
      /** Status code of the client's RAKP 3, with which it gave up; absent: the message did not come. */
      readonly status?: number | undefined;
      readonly user: string;
      readonly reason: string;
    };

/** A UDP datagram at a LAN door. Only listeners that ask for datagrams get them. */
export interface Datagram {
  readonly kind: "datagram";
  readonly from: SocketAddress;
  readonly to: SocketAddress;
  /** Absent: RMCP. */
  readonly protocol?: "rmcp" | "snmp";
  readonly bytes: Uint8Array;
}

export interface SocketAddress {
  /** IPv4 or IPv6. */
  readonly address: string;
  readonly port: number;
}

export type DatagramEvent = Datagram & Pick<TraceEvent, "epochMs" | "machine">;

export type TraceEvent = Happening & {
  /** Milliseconds since 1970. */
  readonly epochMs: number;
  readonly machine: string;
  readonly peer: string;
};
