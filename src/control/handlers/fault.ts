import { patternText } from "../../ipmi/request-pattern.ts";
import type { ReplyRule } from "../../replies/rule.ts";
import { warningsOf } from "../../replies/warnings.ts";
import { spacedHex } from "../../text/hex.ts";
import { type CallHandler, machineOf } from "../handler.ts";
import { ControlError } from "../protocol.ts";

export const faultList: CallHandler<"fault.list"> = (daemon, given) => {
  const { rules } = machineOf(daemon, given).replies;
  return { faults: rules.map(({ rule, applied }) => ({ name: rule.name, rule: inWords(rule), applied })) };
};

/** A rule as the configuration writes it, without defaults. */
function inWords({ name: _, when: scope, shape, ...effects }: ReplyRule): Record<string, unknown> {
  const { command, data, ...conditions } = scope;
  const codes = command && spacedHex(Uint8Array.of(command.netFn, command.cmd));
  const when = withoutGaps({ command: codes, data: data && patternText(data), ...conditions });
  const raw = typeof shape === "object" && "raw" in shape ? { raw: spacedHex(shape.raw) } : shape;
  return withoutGaps({ when: Object.keys(when).length > 0 ? when : undefined, shape: raw, ...effects });
}

function withoutGaps(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

export const faultAdd: CallHandler<"fault.add"> = (daemon, given) => {
  const machine = machineOf(daemon, given);
  const { replies } = machine;
  const rule = { ...given.rule, name: given.rule.name ?? freeName(replies.rules.map(({ rule }) => rule.name)) };
  replies.add(rule);
  machine.messagingChanged();
  return { name: rule.name, warnings: [...warningsOf(rule, replies.deadlineMs)] };
};

function freeName(taken: readonly string[]): string {
  let number = 1;
  while (taken.includes(`fault ${number}`)) number++;
  return `fault ${number}`;
}

export const faultSettings: CallHandler<"fault.settings"> = (daemon, given) => {
  const { replies } = machineOf(daemon, given);
  if (given.deadlineMs !== undefined) replies.deadlineMs = given.deadlineMs === "off" ? undefined : given.deadlineMs;
  if (given.seed !== undefined) replies.seed = given.seed;
  return { deadlineMs: replies.deadlineMs ?? "off", seed: replies.seed };
};

export const faultRemove: CallHandler<"fault.remove"> = (daemon, given) => {
  const machine = machineOf(daemon, given);
  const names = machine.replies.rules.map(({ rule }) => rule.name);
  if (!machine.replies.remove(given.name)) {
    const hint = names.length > 0 ? `there are ${names.join(", ")}` : "there are none";
    throw new ControlError("notFound", `there is no fault ${JSON.stringify(given.name)}; ${hint}`, {
      argument: "name",
    });
  }
  machine.messagingChanged();
  return {};
};

export const faultClear: CallHandler<"fault.clear"> = (daemon, given) => {
  const machine = machineOf(daemon, given);
  const names = machine.replies.rules.map(({ rule }) => rule.name);
  for (const name of names) machine.replies.remove(name);
  machine.messagingChanged();
  return { removed: names.length };
};
