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

/** The rules that apply to one request, and when it came. */
export interface Claim {
  readonly rules: readonly ActiveRule[];
  readonly circumstances: Circumstances;
}

export class ReplyPolicy {
  /** The deadline guard's limit, for requests from now on; undefined: no guard. See `RepliesOptions`. */
  deadlineMs: number | undefined;
  #seed: number;
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

  get seed(): number {
    return this.#seed;
  }

  /** Gives every rule fresh dice made from this seed. Their counts start afresh too. */
  set seed(seed: number) {
    this.#seed = seed;
    this.#added = 0;
    this.#rules = this.#rules.map(({ rule }) => new ActiveRule(rule, seed + this.#added++));
  }

  /** Whether a rule holds SMS_ATN up. */
  get attentionStuck(): boolean {
    return this.#rules.some(({ rule }) => rule.attention === "stuck");
  }

  /** Finds the rules that apply to a request. Ask once per request: asking counts. */
  claim(request: VmMessage, circumstances: Circumstances): Claim {
    return { rules: this.#rules.filter((active) => active.claims(request, circumstances)), circumstances };
  }

  /** Plans the answer. Where several rules apply, each effect comes from the first rule that has it. */
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

/** The refusal that takes the place of the BMC's answer; undefined where the BMC carries the request out. */
export function refusalBy({ rules }: Claim): Refusal | undefined {
  const { name, shape } = firstWith(rules, "shape")?.rule ?? {};
  if (name === undefined || typeof shape !== "object" || !("completionCode" in shape)) return undefined;
  return { completionCode: shape.completionCode, rule: name };
}

/** A completion code that a rule answers with, in place of the BMC. */
export interface Refusal {
  /** 01h to FFh. */
  readonly completionCode: number;
  /** Name of the rule. */
  readonly rule: string;
}

function firstWith(rules: readonly ActiveRule[], effect: keyof ReplyRule): ActiveRule | undefined {
  return rules.find(({ rule }) => rule[effect] !== undefined);
}
