/** The rules a machine's answers are under, and what they make of each answer. It plans; a `ReplyQueue` carries it out. */
import type { VmMessage } from "../wire/vm-message.ts";
import { ActiveRule, type Circumstances } from "./active-rule.ts";
import type { LinkRule, RepliesOptions, ReplyRule } from "./rule.ts";
import { type AnswerMessage, shaped } from "./shape.ts";

/** What is to become of one answer. */
export interface ReplyPlan {
  /** Names of the rules that had a say. */
  readonly rules: readonly string[];
  /** The answer's bytes; undefined: it is never sent. */
  readonly bytes: Uint8Array | undefined;
  readonly delayMs: number;
  /** It waits until the next answer has been sent. */
  readonly afterNext: boolean;
  readonly link: LinkRule | undefined;
}

export class ReplyPolicy {
  /** Holds for the requests that come from now on. */
  deadlineMs: number | undefined;
  readonly #seed: number;
  #configured: readonly ReplyRule[] = [];
  #rules: readonly ActiveRule[] = [];
  /** Rules there ever were: a rule's dice depend on it, not on what was taken away before. */
  #added = 0;

  constructor({ seed, deadlineMs, rules }: RepliesOptions) {
    this.#seed = seed;
    this.deadlineMs = deadlineMs;
    this.replaceConfigured(rules);
  }

  get rules(): readonly ActiveRule[] {
    return this.#rules;
  }

  /** Adds a rule behind the others; one of the same name is replaced, and its counts start afresh. */
  add(rule: ReplyRule): void {
    this.remove(rule.name);
    this.#rules = [...this.#rules, new ActiveRule(rule, this.#seed + this.#added++)];
  }

  /** Puts the rules of another configuration in the place of those of the last, behind all others. */
  replaceConfigured(rules: readonly ReplyRule[]): void {
    for (const { name } of this.#configured) this.remove(name);
    for (const rule of rules) this.add(rule);
    this.#configured = rules;
  }

  /** Takes a rule away; false when there is none of that name. */
  remove(name: string): boolean {
    const kept = this.#rules.filter(({ rule }) => rule.name !== name);
    const found = kept.length < this.#rules.length;
    this.#rules = kept;
    return found;
  }

  /** Whether a rule holds SMS_ATN up. */
  get attentionStuck(): boolean {
    return this.#rules.some(({ rule }) => rule.attention === "stuck");
  }

  /** What the rules make of an answer. Where several claim it, each effect is the first one's that has it. */
  plan(request: VmMessage, answer: AnswerMessage, circumstances: Circumstances): ReplyPlan {
    const claiming = this.#rules.filter((active) => active.claims(request, circumstances));
    const first = <K extends keyof ReplyRule>(effect: K) => claiming.find(({ rule }) => rule[effect] !== undefined);
    const ider = first("id");
    const timer = first("time");
    const id = ider?.rule.id === undefined ? answer.id : ider.id(ider.rule.id, request, circumstances);
    const time = timer?.rule.time;
    return {
      rules: claiming.map(({ rule }) => rule.name),
      bytes: time === "never" ? undefined : shaped({ ...answer, id }, first("shape")?.rule.shape),
      delayMs: timer === undefined || time === undefined || time === "never" ? 0 : timer.delayMs(time),
      afterNext: first("order") !== undefined,
      link: first("link")?.rule.link,
    };
  }
}
