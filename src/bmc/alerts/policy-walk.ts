/** A walk through the entries of the alert policy table with one policy number, in their order (IPMI §17.11). */
import type { ValueOf } from "../../codec/layout.ts";
import { type alertPolicy, PolicyRule } from "../pef/pef-values.ts";

export type AlertPolicy = ValueOf<typeof alertPolicy>;

export interface PolicyWalkDeps {
  /** Sends the alert of an entry, and calls back once. */
  deliver(policy: AlertPolicy, done: (successful: boolean) => void): void;
  /** The type of the entry's destination. */
  typeOf(policy: AlertPolicy): number;
}

export class PolicyWalk {
  readonly #policies: readonly AlertPolicy[];
  readonly #deps: PolicyWalkDeps;
  #at = 0;
  /** The entry whose alert was sent last. */
  #last: AlertPolicy | undefined;
  #isOnItsWay = false;
  #wasSuccessful = false;

  constructor(policies: readonly AlertPolicy[], deps: PolicyWalkDeps) {
    this.#policies = policies;
    this.#deps = deps;
  }

  /** Walks on, up to an entry whose rule needs the outcome of an alert that is on its way. */
  run(): void {
    for (let policy = this.#policies[this.#at]; policy; policy = this.#policies[this.#at]) {
      const depends = policy.policy.rule !== PolicyRule.always;
      if (depends && this.#isOnItsWay) return;
      if (depends && this.#wasSuccessful) this.#at = this.#nextAfter(policy);
      else {
        this.#at++;
        this.#deliver(policy);
      }
    }
  }

  #deliver(policy: AlertPolicy): void {
    this.#last = policy;
    this.#isOnItsWay = true;
    this.#deps.deliver(policy, (successful) => {
      if (this.#last !== policy) return;
      this.#isOnItsWay = false;
      this.#wasSuccessful = successful;
      this.run();
    });
  }

  /** Where the walk goes on when the rule of `policy` skips it. */
  #nextAfter(policy: AlertPolicy): number {
    const isNext = (each: AlertPolicy): boolean => {
      switch (policy.policy.rule) {
        case PolicyRule.stop:
          return false;
        case PolicyRule.nextChannel:
          return each.destination.channel !== this.#last?.destination.channel;
        case PolicyRule.nextType:
          return this.#last === undefined || this.#deps.typeOf(each) !== this.#deps.typeOf(this.#last);
        default:
          return true;
      }
    };
    const next = this.#policies.findIndex((each, at) => at > this.#at && isNext(each));
    return next < 0 ? this.#policies.length : next;
  }
}
