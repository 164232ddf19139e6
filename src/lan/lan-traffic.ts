/** Datagrams between the door and the LAN server: recorded, counted, and changed or lost as faults say. */
import type { Clock } from "../clock.ts";
import type { Peer } from "../ipmi/session.ts";
import type { TraceFeed } from "../observe/trace.ts";
import type { Datagram } from "../observe/trace-event.ts";
import { DatagramPath } from "../replies/datagram-path.ts";
import type { FaultList } from "../replies/fault-list.ts";
import type { LanFault } from "../replies/lan-fault.ts";
import { type LanPlan, lanPlan } from "../replies/lan-faults.ts";
import { lanMessageKind } from "../replies/lan-message-kind.ts";

/** The door's socket. */
export interface LanSocket {
  readonly host: string;
  /** The port that clients know. */
  readonly port: number;
  /** Sends from that port, and calls back when the system has taken the datagram or refused it. */
  send(datagram: Uint8Array, peer: Peer, done?: (error: Error | null) => void): void;
  sendFromOtherPort(datagram: Uint8Array, peer: Peer): void;
}

/** How an answer to a request is sent. Other datagrams are planned here. */
export interface Sending {
  readonly plan: LanPlan | undefined;
  /** Whether no exchange has its contents: it is reported without a plan, too. */
  readonly isFollowUp?: boolean;
  /** Called with each datagram that goes out under a plan. */
  sent(datagram: Uint8Array): void;
}

export interface TrafficOwner {
  readonly clock: Clock;
  readonly trace: TraceFeed;
  readonly lanFaults: FaultList<LanFault>;
}

export interface DatagramTaker {
  receive(datagram: Uint8Array, peer: Peer): void;
  turnOver(): void;
}

export class LanTraffic implements DatagramTaker {
  readonly #owner: TrafficOwner;
  readonly #in: DatagramPath;
  readonly #out: DatagramPath;
  readonly #taker: DatagramTaker;
  #socket: LanSocket | undefined;
  #counts = { received: 0, sent: 0, lost: 0 };

  /** `taker`: the server. */
  constructor(owner: TrafficOwner, taker: DatagramTaker) {
    this.#owner = owner;
    this.#taker = taker;
    this.#in = new DatagramPath(owner.clock);
    this.#out = new DatagramPath(owner.clock);
  }

  /** Datagrams since the start. `lost`: in either direction, by a fault. */
  get counts(): { readonly received: number; readonly sent: number; readonly lost: number } {
    return this.#counts;
  }

  open(socket: LanSocket): void {
    this.#socket = socket;
  }

  receive(datagram: Uint8Array, peer: Peer): void {
    this.#counts.received++;
    if (this.#owner.trace.wantsDatagrams) this.#record(peer, this.#local, datagram);
    const message = this.#owner.lanFaults.isEmpty ? undefined : lanMessageKind(datagram);
    const plan = message && lanPlan(this.#owner.lanFaults, { way: "request", message });
    if (plan?.isLost) this.#counts.lost++;
    let isLater = false;
    const forward = (bytes: Uint8Array) => {
      this.#taker.receive(bytes, peer);
      if (isLater) this.#taker.turnOver();
    };
    this.#in.take(datagram, forward, plan);
    isLater = true;
  }

  turnOver(): void {
    this.#taker.turnOver();
  }

  /** Sends a datagram. `sending`: absent for those that answer no command. */
  readonly send = (datagram: Uint8Array, peer: Peer, sending?: Sending): void => {
    const plan = sending ? sending.plan : this.#planned(datagram);
    if (plan?.isLost) this.#counts.lost++;
    const forward = (bytes: Uint8Array) => {
      this.#counts.sent++;
      if (this.#owner.trace.wantsDatagrams) this.#record(this.#local, peer, bytes);
      if (plan || sending?.isFollowUp) sending?.sent(bytes);
      if (plan?.fromOtherPort) this.#socket?.sendFromOtherPort(bytes, peer);
      else this.#socket?.send(bytes, peer);
    };
    this.#out.take(datagram, forward, plan);
  };

  /** Sends an SNMP trap. No fault applies to it. */
  readonly sendTrap = (datagram: Uint8Array, peer: Peer, done: (error: Error | null) => void): void => {
    this.#counts.sent++;
    if (this.#owner.trace.wantsDatagrams) this.#record(this.#local, peer, datagram, { protocol: "snmp" });
    if (this.#socket) this.#socket.send(datagram, peer, done);
    else done(new Error("the LAN is not served"));
  };

  #planned(datagram: Uint8Array): LanPlan | undefined {
    const { lanFaults } = this.#owner;
    const message = lanFaults.isEmpty ? undefined : lanMessageKind(datagram);
    return message && lanPlan(lanFaults, { way: "answer", message });
  }

  #record(from: Peer, to: Peer, bytes: Uint8Array, more: Pick<Datagram, "protocol"> = {}): void {
    this.#owner.trace.publishDatagram({ kind: "datagram", from, to, bytes, ...more });
  }

  get #local(): Peer {
    const { host: address = "0.0.0.0", port = 0 } = this.#socket ?? {};
    return { address, port };
  }
}

/** Formats a user name, which has 16 bytes at most and ends at the first 00h. */
export function nameText(name: Uint8Array): string {
  const [text = ""] = Buffer.from(name).toString("latin1").split("\0");
  return text;
}
