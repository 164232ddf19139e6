/** The LAN faults of a machine, and the plan that they make for each datagram. A `DatagramPath` carries it out. */
import { fits } from "../ipmi/request-pattern.ts";
import { withContent } from "./lan-content.ts";
import type { LanContent, LanFault, LanMessageKind } from "./lan-fault.ts";
import { ScopeCount } from "./scope-count.ts";

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
  readonly content: Pick<LanContent, "sequence" | "requestSequence" | "sessionId" | "answer">;
  readonly isLost: boolean;
  readonly delayMs: number;
  readonly afterNext: boolean;
  readonly fromOtherPort: boolean;
  /** Returns the datagrams that go out in place of one. */
  shaped(datagram: Uint8Array): readonly Uint8Array[];
}

/** Bytes of the RMCP header, which damage leaves alone: without it nothing is RMCP. */
const HEADER_SIZE = 4;

interface ActiveFault {
  readonly fault: LanFault;
  readonly count: ScopeCount;
}

export class LanFaults {
  #seed: number;
  #configured: readonly LanFault[] = [];
  #active: readonly ActiveFault[] = [];
  /** Number of faults ever added, for their seeds. */
  #added = 0;

  constructor(seed: number, faults: readonly LanFault[] = []) {
    this.#seed = seed;
    this.replaceConfigured(faults);
  }

  /** The faults in force, each with the number of datagrams that it applied to. */
  get all(): readonly { readonly fault: LanFault; readonly applied: number }[] {
    return this.#active.map(({ fault, count }) => ({ fault, applied: count.applied }));
  }

  get isEmpty(): boolean {
    return this.#active.length === 0;
  }

  /** Appends a fault. Replaces a fault of the same name and resets its counts. */
  add(fault: LanFault): void {
    this.remove(fault.name);
    this.#active = [...this.#active, this.#activated(fault)];
  }

  /** Replaces the configured faults by those of a new configuration, behind all others. */
  replaceConfigured(faults: readonly LanFault[]): void {
    for (const { name } of this.#configured) this.remove(name);
    for (const fault of faults) this.add(fault);
    this.#configured = faults;
  }

  /** Removes a fault. Returns false if no fault has this name. */
  remove(name: string): boolean {
    const kept = this.#active.filter(({ fault }) => fault.name !== name);
    const isFound = kept.length < this.#active.length;
    this.#active = kept;
    return isFound;
  }

  /** Restarts every fault's random generator from this seed, and resets the counts. */
  set seed(seed: number) {
    this.#seed = seed;
    this.#added = 0;
    this.#active = this.#active.map(({ fault }) => this.#activated(fault));
  }

  /**
   * Plans a datagram. If several faults apply, each effect comes from the first that has it. Returns undefined if none
   * applies. Call it once for each datagram: each call counts.
   */
  plan(traffic: LanTraffic): LanPlan | undefined {
    if (this.isEmpty) return undefined;
    const claims = this.#active.filter((active) => isMeant(active.fault, traffic) && active.count.takes());
    if (claims.length === 0) return undefined;
    const first = <K extends keyof LanFault>(effect: K) => claims.find(({ fault }) => fault[effect] !== undefined);
    const value = <K extends keyof LanFault>(effect: K) => first(effect)?.fault[effect];
    const timed = first("time");
    const time = timed?.fault.time;
    const shaping = first("shape");
    const content: LanContent = {
      sequence: value("sequence"),
      requestSequence: value("requestSequence"),
      sessionId: value("sessionId"),
      code: value("code"),
      maxPrivilege: value("maxPrivilege"),
      status: value("status"),
      answer: value("answer"),
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

  #activated(fault: LanFault): ActiveFault {
    return { fault, count: new ScopeCount(fault.when, this.#seed + this.#added++) };
  }
}

function isMeant({ way, when: { message, command, data } }: LanFault, traffic: LanTraffic): boolean {
  const { request } = traffic;
  if (way !== traffic.way || (message !== undefined && message !== traffic.message)) return false;
  if (command && (command.netFn !== request?.netFn || command.cmd !== request.cmd)) return false;
  return !data || (request !== undefined && fits(data, request.data));
}

function shaped(datagram: Uint8Array, { fault: { shape }, count }: ActiveFault): readonly Uint8Array[] {
  if (shape === "duplicate") return [datagram, datagram];
  if (shape === "damaged") {
    const at = HEADER_SIZE + count.upTo(Math.max(0, datagram.length - HEADER_SIZE - 1));
    const change = 1 + count.upTo(0xfe);
    return [datagram.map((byte, index) => (index === at ? byte ^ change : byte))];
  }
  return [shape ? datagram.subarray(0, shape.truncated) : datagram];
}
