/** Faults as forms: from what the form has to the rule that the API takes. */
import { hexByte } from "../../words/format.ts";
import { EFFECTS, type Effect, type Effects, LAN_EFFECTS } from "./effects.ts";
import { READY_EFFECTS, REDFISH_EFFECTS } from "./redfish-effects.ts";

/** Where a fault applies: at the doors for QEMU, at the LAN door or at the Redfish door. */
export type Door = "vm" | "lan" | "redfish";

export interface FaultFields {
  readonly door: Door;
  readonly effect: string;
  readonly value: string;
  readonly name: string;
  /** IPMI command, at the doors for QEMU and the LAN. */
  readonly command: string;
  /** Requests of the Redfish door. */
  readonly method: string;
  readonly path: string;
  readonly after: string;
  /** Number of times that it applies, and how often. */
  readonly times: string;
  readonly every: string;
  readonly probability: string;
}

/** Effects in groups that have a title, where there are several. */
export function groupsOf(door: Door): readonly { readonly title?: string; readonly effects: Effects }[] {
  if (door !== "redfish") return [{ effects: door === "vm" ? EFFECTS : LAN_EFFECTS }];
  return [
    { title: "Effects", effects: REDFISH_EFFECTS },
    { title: "Ready sets", effects: READY_EFFECTS },
  ];
}

export function effectOf({ door, effect }: Pick<FaultFields, "door" | "effect">): Effect | undefined {
  return groupsOf(door)
    .map(({ effects }) => effects[effect])
    .find((found) => found !== undefined);
}

/** Returns the rule. The API judges it: what the form has is not checked here. */
export function ruleOf(fields: FaultFields): Readonly<Record<string, unknown>> {
  const { name, command, method, path, after, times, every, probability, value } = fields;
  const when = {
    ...(fields.door === "redfish"
      ? { ...given("method", method), ...given("path", path), ...given("after", after, Number) }
      : given("command", command)),
    ...given("times", times, Number),
    ...given("every", every, Number),
    ...given("probability", probability, Number),
  };
  return {
    ...given("name", name),
    ...(Object.keys(when).length > 0 && { when }),
    ...effectOf(fields)?.rule(value.trim()),
  };
}

/** Leaves a field out that is empty. */
function given(key: string, text: string, convert: (text: string) => unknown = (same) => same) {
  return text.trim() === "" ? {} : { [key]: convert(text.trim()) };
}

/** A rule in words: `Get Device ID, times 3: delayMs 4500`. `whole`: the words for a rule without conditions. */
export function ruleText(rule: Readonly<Record<string, unknown>>, whole = "every answer"): string {
  const { name: _, when, ...effects } = rule;
  const scope = flatText(when ?? {});
  return `${scope === "" ? whole : scope}: ${flatText(effects)}`;
}

function isCode(key: string, value: unknown): value is number {
  return key === "completionCode" && typeof value === "number";
}

function flatText(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return value.map(flatText).join(" ");
  return Object.entries(value)
    .map(([key, inner]) => `${key} ${isCode(key, inner) ? hexByte(inner) : flatText(inner)}`)
    .join(", ");
}
