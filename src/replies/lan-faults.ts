/** The plan that the LAN faults of a machine make for each datagram. A `DatagramPath` carries it out. */
import { fits } from "../ipmi/request-pattern.ts";
import type { ActiveFault, FaultList } from "./fault-list.ts";
import { withContent } from "./lan-content.ts";
import type { LanContent, LanFault, LanMessageKind } from "./lan-fault.ts";

/** Facts about a datagram by which faults select. */
export interface LanTraffic {
  readonly way: LanFault["way"];
  readonly message: LanMessageKind;
  /** Codes and data of the request, if the door can read them. */
  readonly request?: { readonly netFn: number; readonly cmd: number; readonly data: Uint8Array } | undefined;
}

/** Plan for one datagram. */
export interface LanPlan {
  /** Names of the faults that apply. */
  readonly faults: readonly string[];
  /** Changes that the door makes before it authenticates the answer; `shaped` makes the others. */
  readonly content: Omit<LanContent, "code" | "maxPrivilege" | "status">;
  readonly isLost: boolean;
  readonly delayMs: number;
  readonly afterNext: boolean;
  readonly fromOtherPort: boolean;
  /** Returns the datagrams that go out in place of one. */
  shaped(datagram: Uint8Array): readonly Uint8Array[];
}

/** Bytes of the RMCP header, which damage leaves alone: without it nothing is RMCP. */
const HEADER_SIZE = 4;

/**
 * Plans a datagram. If several faults apply, each effect comes from the first that has it. Returns undefined if none
 * applies. Call it once for each datagram: each call counts.
 */
export function lanPlan(faults: FaultList<LanFault>, traffic: LanTraffic): LanPlan | undefined {
  if (faults.isEmpty) return undefined;
  const claims = faults.active.filter((active) => isMeant(active.fault, traffic) && active.count.takes());
  if (claims.length === 0) return undefined;
  const first = <K extends keyof LanFault>(effect: K) => claims.find(({ fault }) => fault[effect] !== undefined);
  const value = <K extends keyof LanFault>(effect: K) => first(effect)?.fault[effect];
  const timed = first("time");
  const time = timed?.fault.time;
  const shaping = first("shape");
  const content: LanContent = {
    sequence: value("sequence"),
    requestSequence: value("requestSequence"),
    checksum: value("checksum"),
    sessionId: value("sessionId"),
    code: value("code"),
    maxPrivilege: value("maxPrivilege"),
    hashedPrivilege: value("hashedPrivilege"),
    rakp: value("rakp"),
    perMessage: value("perMessage"),
    sol: value("sol"),
    status: value("status"),
    answer: value("answer"),
    claims: value("claims"),
  };
  return {
    faults: claims.map(({ fault }) => fault.name),
    content,
    isLost: time === "never",
    delayMs: timed && typeof time === "object" ? time.delayMs + timed.count.upTo(time.jitterMs) : 0,
    afterNext: value("order") !== undefined,
    fromOtherPort: value("from") !== undefined,
    shaped(datagram) {
      const built = traffic.way === "answer" ? withContent(datagram, content) : datagram;
      return shaping ? shaped(built, shaping) : [built];
    },
  };
}

function isMeant({ way, when: { message, command, data } }: LanFault, traffic: LanTraffic): boolean {
  const { request } = traffic;
  if (way !== traffic.way || (message !== undefined && message !== traffic.message)) return false;
  if (command && (command.netFn !== request?.netFn || command.cmd !== request.cmd)) return false;
  return !data || (request !== undefined && fits(data, request.data));
}

function shaped(datagram: Uint8Array, { fault: { shape }, count }: ActiveFault<LanFault>): readonly Uint8Array[] {
  if (shape === "duplicate") return [datagram, datagram];
  if (shape === "damaged") {
    const at = HEADER_SIZE + count.upTo(Math.max(0, datagram.length - HEADER_SIZE - 1));
    const change = 1 + count.upTo(0xfe);
    return [datagram.map((byte, index) => (index === at ? byte ^ change : byte))];
  }
  return [shape ? datagram.subarray(0, shape.truncated) : datagram];
}
