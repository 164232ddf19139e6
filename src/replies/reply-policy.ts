/** Reply rules of a machine, and the plan that they make for each answer. A `ReplyQueue` carries out the plan. */
import type { VmMessage } from "../wire/vm-message.ts";
import { ActiveRule, type Circumstances } from "./active-rule.ts";
import type { LinkRule, RepliesOptions, ReplyRule } from "./rule.ts";
import { type AnswerMessage, shaped } from "./shape.ts";

/** Plan for one answer. */
export interface ReplyPlan {
  /** Names of the rules that apply. */
  readonly rules: readonly string[];
  /** Bytes of the answer; undefined if it is never sent. */
  readonly bytes: Uint8Array | undefined;
  readonly delayMs: number;
  /** Whether it waits until the next answer has been sent. */
  readonly afterNext: boolean;
  readonly link: LinkRule | undefined;
}

/** Rules that apply to a request, and the request's circumstances. */
export interface Claim {
  readonly rules: readonly ActiveRule[];
  readonly circumstances: Circumstances;
}

export class ReplyPolicy {
  /** Limit of the deadline guard for later requests; undefined turns the guard off. See `RepliesOptions`. */
  deadlineMs: number | undefined;
  #seed: number;
  #configured: readonly ReplyRule[] = [];
  #rules: readonly ActiveRule[] = [];
  /** Number of rules ever added. It seeds a rule's random generator, so that removed rules do not matter. */
  #added = 0;

  constructor({ seed, deadlineMs, rules }: RepliesOptions) {
    this.#seed = seed;
    this.deadlineMs = deadlineMs;
    this.replaceConfigured(rules);
  }

  get rules(): readonly ActiveRule[] {
    return this.#rules;
  }

  /** Appends a rule. Replaces a rule of the same name and resets its counts. */
  add(rule: ReplyRule): void {
    this.remove(rule.name);
    this.#rules = [...this.#rules, new ActiveRule(rule, this.#seed + this.#added++)];
  }

  /** Replaces the configured rules by those of a new configuration, behind all others. */
  replaceConfigured(rules: readonly ReplyRule[]): void {
    for (const { name } of this.#configured) this.remove(name);
    for (const rule of rules) this.add(rule);
    this.#configured = rules;
  }

  /** Removes a rule. Returns false if no rule has this name. */
  remove(name: string): boolean {
    const kept = this.#rules.filter(({ rule }) => rule.name !== name);
    const found = kept.length < this.#rules.length;
    this.#rules = kept;
    return found;
  }

  get seed(): number {
    return this.#seed;
  }

  /** Restarts every rule's random generator from this seed, and resets the rules' counts. */
  set seed(seed: number) {
    this.#seed = seed;
    this.#added = 0;
    this.#rules = this.#rules.map(({ rule }) => new ActiveRule(rule, seed + this.#added++));
  }

  /** Whether a rule keeps SMS_ATN set. */
  get attentionStuck(): boolean {
    return this.#rules.some(({ rule }) => rule.attention === "stuck");
  }

  /** Finds the rules that apply to a request. Call it once per request: each call counts. */
  claim(request: VmMessage, circumstances: Circumstances): Claim {
    return { rules: this.#rules.filter((active) => active.claims(request, circumstances)), circumstances };
  }

  /** Plans the answer. If several rules apply, each effect comes from the first rule that has it. */
  plan({ rules, circumstances }: Claim, request: VmMessage, answer: AnswerMessage): ReplyPlan {
    const first = <K extends keyof ReplyRule>(effect: K) => firstWith(rules, effect);
    const idRule = first("id");
    const timeRule = first("time");
    const id = idRule?.rule.id === undefined ? answer.id : idRule.id(idRule.rule.id, request, circumstances);
    const time = timeRule?.rule.time;
    return {
      rules: rules.map(({ rule }) => rule.name),
      bytes: time === "never" ? undefined : shaped({ ...answer, id }, first("shape")?.rule.shape),
      delayMs: timeRule === undefined || time === undefined || time === "never" ? 0 : timeRule.delayMs(time),
      afterNext: first("order") !== undefined,
      link: first("link")?.rule.link,
    };
  }
}

/** Returns the refusal that replaces the BMC's answer; undefined if the BMC carries out the request. */
export function refusalBy({ rules }: Claim): Refusal | undefined {
  const { name, shape } = firstWith(rules, "shape")?.rule ?? {};
  if (name === undefined || typeof shape !== "object" || !("completionCode" in shape)) return undefined;
  return { completionCode: shape.completionCode, rule: name };
}

/** A refusal by a rule: its completion code replaces the BMC's answer. */
export interface Refusal {
  /** 01h to FFh; any if there is data. */
  readonly completionCode: number;
  /** Data of the answer. Defaults to none. */
  readonly data?: Uint8Array | undefined;
  /** Name of the rule. */
  readonly rule: string;
}

function firstWith(rules: readonly ActiveRule[], effect: keyof ReplyRule): ActiveRule | undefined {
  return rules.find(({ rule }) => rule[effect] !== undefined);
}
