/** Properties that faults show late: the values that a resource had, and when it got them. */
import type { RedfishRule } from "../../replies/redfish-rule.ts";
import type { Json } from "../resource.ts";

interface Seen {
  readonly value: unknown;
  readonly atMs: number;
}

/** Values of a property that are remembered. */
const MAX_SEEN = 16;

export class Lags {
  /** Values that each rule has seen, by property. */
  readonly #seen = new WeakMap<RedfishRule, Map<string, readonly Seen[]>>();

  /** Notes the values that a resource has now. */
  note(rule: RedfishRule, body: Json, nowMs: number): void {
    const seen = this.#seen.get(rule) ?? new Map<string, readonly Seen[]>();
    this.#seen.set(rule, seen);
    for (const property of rule.lag?.properties ?? []) {
      const values = seen.get(property) ?? [];
      const value = body[property];
      if (values.at(-1)?.value !== value) seen.set(property, [...values, { value, atMs: nowMs }].slice(-MAX_SEEN));
    }
  }

  /** Returns the properties that were different at the time that the rule shows. */
  changes(rule: RedfishRule, body: Json, nowMs: number): Json {
    const shownMs = nowMs - (rule.lag?.ms ?? 0);
    return Object.fromEntries(
      [...(this.#seen.get(rule) ?? [])].flatMap(([property, values]) => {
        const then = values.findLast(({ atMs }) => atMs <= shownMs) ?? values[0];
        return then && then.value !== body[property] ? [[property, then.value ?? null]] : [];
      }),
    );
  }
}
