/** Faults of a Redfish door at work: they change a request before the service sees it, and its answer before it leaves. */
import type { Machine } from "../../machine.ts";
import type { RedfishRule } from "../../replies/redfish-rule.ts";
import { rulesOf } from "../../replies/redfish-sets.ts";
import type { RedfishRequest, Reply } from "../request.ts";
import { isJson, type Json } from "../resource.ts";
import { accepted } from "../resources/task.ts";
import type { RedfishTasks } from "../tasks.ts";
import { type Claim, replyUnder, requestUnder } from "./effects.ts";
import { Lags } from "./lags.ts";
import { hasValues } from "./merge-patch.ts";
import { type Asked, askedOf, type Candidate, candidatesFor } from "./selection.ts";

/** An answer of a request that the service did not see. */
const NOT_SEEN: Reply = { status: 204 };
/** Statuses of work that is done; 202 is that of a task. */
const SUCCESSES = [200, 201, 204];
/** Characters of a path that an event has. */
const SHOWN = 256;

export class FaultLayer {
  readonly #machine: Machine;
  readonly #read: (path: string) => Json | undefined;
  readonly #tasks: RedfishTasks;
  readonly #lags = new Lags();
  #resetMs: number | undefined;

  /** `read`: reads a resource of the service. */
  constructor(machine: Machine, tasks: RedfishTasks, read: (path: string) => Json | undefined) {
    this.#machine = machine;
    this.#tasks = tasks;
    this.#read = read;
  }

  /** Handles a request under the faults in force; `carryOut` gives it to the service. */
  handle(request: RedfishRequest, carryOut: (request: RedfishRequest) => Reply): Reply {
    const { clock, redfishFaults } = this.#machine;
    const startMs = clock.nowMs();
    const asked = askedOf(request, this.#resetMs === undefined ? undefined : startMs - this.#resetMs);
    this.#noteLags();
    const candidates = candidatesFor(redfishFaults.active, asked);
    const claims = candidates.flatMap((candidate) => claimed(candidate, (rule) => !needsAnswer(candidate, rule)));
    const seen = requestUnder(claims, asked);
    const reply = seen ? carryOut(seen) : NOT_SEEN;
    if (seen?.method === "POST" && reply.status < 300 && asked.path.endsWith(".Reset")) this.#resetMs = clock.nowMs();
    const finish = (given: Reply) => this.#finish(asked, candidates, given, startMs);
    return reply.underWay
      ? { ...reply, underWay: reply.underWay.then((other) => finish(other ?? reply)) }
      : finish(reply);
  }

  #finish(asked: Asked, candidates: readonly Candidate[], reply: Reply, startMs: number): Reply {
    const nowMs = this.#machine.clock.nowMs();
    const body = isJson(reply.body) ? reply.body : undefined;
    const late = (rule: RedfishRule) => (body && reply.status < 300 ? this.#lags.changes(rule, body, nowMs) : {});
    const claims = candidates.flatMap((candidate) => [
      ...(candidate.isTaken ? claimed(candidate, (rule) => !needsAnswer(candidate, rule)) : []),
      ...claimed(candidate, (rule) => {
        if (!needsAnswer(candidate, rule)) return false;
        if (rule.lag) return Object.keys(late(rule)).length > 0;
        return [candidate.active.fault.when.answer, rule.when.answer].every((part) => !part || hasValues(body, part));
      }),
    ]);
    if (claims.length === 0) return reply;
    const lagging = claims.map(({ rule, count }) =>
      rule.lag ? { rule: { ...rule, merge: late(rule) }, count } : { rule, count },
    );
    const task = claims.find(({ rule }) => rule.task)?.rule.task;
    const changed = replyUnder(lagging, asked, reply);
    const answer = task && SUCCESSES.includes(changed.status) ? this.#asTask(changed, task.ms, asked) : changed;
    const { peer, method } = asked.request;
    this.#machine.trace.publish(peer, {
      kind: "redfish",
      method,
      path: asked.path.slice(0, SHOWN),
      status: answer.status,
      rules: candidates.filter(({ isTaken }) => isTaken).map(({ active }) => active.fault.name),
      latencyMs: nowMs - startMs,
    });
    return answer;
  }

  /** The work is done, but only the task's monitor says so, and later. */
  #asTask({ sending, ...answer }: Reply, ms: number, { request, path }: Asked): Reply {
    const final = new Promise<Reply>((resolve) => this.#machine.clock.after(ms, () => resolve(answer)));
    const task = this.#tasks.start(`${request.method} ${path}`.slice(0, SHOWN), final, () => undefined);
    return { ...accepted(task), ...(sending && { sending }) };
  }

  /** Notes the values of now, before the request changes them. */
  #noteLags(): void {
    const { clock, redfishFaults } = this.#machine;
    for (const { fault } of redfishFaults.active) {
      for (const rule of fault.set === undefined ? [fault] : rulesOf(fault.set)) {
        const body = rule.lag && rule.when.path !== undefined ? this.#read(rule.when.path) : undefined;
        if (body) this.#lags.note(rule, body, clock.nowMs());
      }
    }
  }
}

/** Returns the rules of a fault that pass, if its counts let it apply. Asks them once for each request. */
function claimed(candidate: Candidate, passes: (rule: RedfishRule) => boolean): readonly Claim[] {
  const { active, rules } = candidate;
  const passed = rules.filter(passes);
  if (passed.length === 0) return [];
  candidate.isTaken ??= active.count.takes();
  return candidate.isTaken ? passed.map((rule) => ({ rule, count: active.count })) : [];
}

function needsAnswer({ active }: Candidate, { when, lag }: RedfishRule): boolean {
  return lag !== undefined || when.answer !== undefined || active.fault.when.answer !== undefined;
}
