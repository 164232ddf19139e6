/** A rule in use, with its counts of matched and affected answers, its id counter and its random generator. */
import { fits } from "../ipmi/request-pattern.ts";
import type { VmMessage } from "../wire/vm-message.ts";
import type { IdRule, ReplyRule } from "./rule.ts";
import type { TimeRule } from "./scope.ts";
import { ScopeCount } from "./scope-count.ts";

/** Circumstances of a request that conditions refer to, besides its bytes. */
export interface Circumstances {
  /** Message id of the previous request on this connection; undefined for the first one. */
  readonly previousId: number | undefined;
  readonly connectedMs: number;
}

export class ActiveRule {
  readonly rule: ReplyRule;
  readonly #count: ScopeCount;

  /** Gives the rule its own random generator, so that adding a rule does not change the others. */
  constructor(rule: ReplyRule, seed: number) {
    this.rule = rule;
    this.#count = new ScopeCount(rule.when, seed);
  }

  /** Number of answers that the rule applied to. */
  get applied(): number {
    return this.#count.applied;
  }

  /** Whether the rule applies to this answer. Each call counts the answer. */
  claims(request: VmMessage, { connectedMs }: Circumstances): boolean {
    const { command, data, connectedLessThanMs } = this.rule.when;
    if (command && (command.netFn !== request.netFn || command.cmd !== request.cmd)) return false;
    if (data && !fits(data, request.data)) return false;
    return this.#count.takes(connectedLessThanMs === undefined || connectedMs < connectedLessThanMs);
  }

  /** Returns the message id of an answer. Call it once for each answer that the rule claimed. */
  id(rule: IdRule, request: VmMessage, { previousId }: Circumstances): number {
    if (rule === "echo") return request.id;
    if (rule === "swap") return request.id ^ 1;
    if (rule === "stale") return previousId ?? (request.id - 1) & 0xff;
    if (rule === "random") return this.#count.upTo(0xff);
    if ("fixed" in rule) return rule.fixed;
    if ("offset" in rule) return (request.id + rule.offset) & 0xff;
    return (rule.counter.start + this.#count.applied - 1) & 0xff;
  }

  delayMs(rule: Exclude<TimeRule, "never">): number {
    return rule.delayMs + (rule.jitterMs > 0 ? this.#count.upTo(rule.jitterMs) : 0);
  }
}
