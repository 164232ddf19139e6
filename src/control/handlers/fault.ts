import { patternText } from "../../ipmi/request-pattern.ts";
import type { Machine } from "../../machine.ts";
import type { LanFault, LanScope } from "../../replies/lan-fault.ts";
import type { RedfishFault } from "../../replies/redfish-fault.ts";
import type { ReplyRule, Scope } from "../../replies/rule.ts";
import { warningsOf } from "../../replies/warnings.ts";
import { spacedHex } from "../../text/hex.ts";
import { type CallHandler, machineOf } from "../handler.ts";
import { ControlError } from "../protocol.ts";

const faultList: CallHandler<"fault.list"> = (daemon, given) => {
  const { replies, lanFaults, redfishFaults } = machineOf(daemon, given);
  const rules = replies.rules.map(({ rule, applied }) => ({
    ...{ name: rule.name, rule: inWords(rule), applied, lan: false, redfish: false },
  }));
  const ofLan = lanFaults.all.map(({ fault, applied }) => ({
    ...{ name: fault.name, rule: lanInWords(fault), applied, lan: true, redfish: false },
  }));
  const ofRedfish = redfishFaults.all.map(({ fault, applied }) => ({
    ...{ name: fault.name, rule: redfishInWords(fault), applied, lan: false, redfish: true },
  }));
  return { faults: [...rules, ...ofLan, ...ofRedfish] };
};

/** A rule as the configuration writes it, without defaults. */
function inWords({ name: _, when, shape, ...effects }: ReplyRule): Record<string, unknown> {
  const raw = typeof shape === "object" && "raw" in shape ? { raw: spacedHex(shape.raw) } : shape;
  return withoutGaps({ when: scopeInWords(when), shape: raw, ...effects });
}

function lanInWords({ name: _, way, when, answer, ...effects }: LanFault): Record<string, unknown> {
  const asked = way === "request" ? way : undefined;
  return withoutGaps({ way: asked, when: scopeInWords(when), answer: answer && spacedHex(answer), ...effects });
}

function redfishInWords({ name: _, when, ...effects }: RedfishFault): Record<string, unknown> {
  const conditions = withoutGaps({ ...when });
  return withoutGaps({ when: Object.keys(conditions).length > 0 ? conditions : undefined, ...effects });
}

function scopeInWords({ command, data, ...conditions }: Scope | LanScope): Record<string, unknown> | undefined {
  const codes = command && spacedHex(Uint8Array.of(command.netFn, command.cmd));
  const when = withoutGaps({ command: codes, data: data && patternText(data), ...conditions });
  return Object.keys(when).length > 0 ? when : undefined;
}

function withoutGaps(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

const faultAdd: CallHandler<"fault.add"> = (daemon, given) => {
  const machine = machineOf(daemon, given);
  const { replies } = machine;
  const rule = { ...given.rule, name: given.rule.name ?? freeName(machine) };
  replies.add(rule);
  machine.messagingChanged();
  return { name: rule.name, warnings: [...warningsOf(rule, replies.deadlineMs)] };
};

const faultAddLan: CallHandler<"fault.addLan"> = (daemon, given) => {
  const machine = machineOf(daemon, given);
  const fault = { ...given.fault, name: given.fault.name ?? freeName(machine) };
  machine.lanFaults.add(fault);
  return { name: fault.name };
};

const faultAddRedfish: CallHandler<"fault.addRedfish"> = (daemon, given) => {
  const machine = machineOf(daemon, given);
  const fault = { ...given.fault, name: given.fault.name ?? given.fault.set ?? freeName(machine) };
  machine.redfishFaults.add(fault);
  return { name: fault.name };
};

function namesOf({ replies, lanFaults, redfishFaults }: Machine): readonly string[] {
  const faults = [...lanFaults.all, ...redfishFaults.all];
  return [...replies.rules.map(({ rule }) => rule.name), ...faults.map(({ fault }) => fault.name)];
}

function freeName(machine: Machine): string {
  const taken = namesOf(machine);
  let number = 1;
  while (taken.includes(`fault ${number}`)) number++;
  return `fault ${number}`;
}

const faultSettings: CallHandler<"fault.settings"> = (daemon, given) => {
  const { replies, lanFaults, redfishFaults } = machineOf(daemon, given);
  if (given.deadlineMs !== undefined) replies.deadlineMs = given.deadlineMs === "off" ? undefined : given.deadlineMs;
  if (given.seed !== undefined) {
    replies.seed = given.seed;
    lanFaults.seed = given.seed;
    redfishFaults.seed = given.seed;
  }
  return { deadlineMs: replies.deadlineMs ?? "off", seed: replies.seed };
};

const faultRemove: CallHandler<"fault.remove"> = (daemon, given) => {
  const machine = machineOf(daemon, given);
  const names = namesOf(machine);
  if (!removeFrom(machine, given.name)) {
    const hint = names.length > 0 ? `there are ${names.join(", ")}` : "there are none";
    throw new ControlError("notFound", `there is no fault ${JSON.stringify(given.name)}; ${hint}`, {
      argument: "name",
    });
  }
  machine.messagingChanged();
  return {};
};

const faultClear: CallHandler<"fault.clear"> = (daemon, given) => {
  const machine = machineOf(daemon, given);
  const names = namesOf(machine);
  for (const name of names) removeFrom(machine, name);
  machine.messagingChanged();
  return { removed: names.length };
};

/** Removes the faults of this name. Returns false if there is none. */
function removeFrom({ replies, lanFaults, redfishFaults }: Machine, name: string): boolean {
  const removed = [replies.remove(name), lanFaults.remove(name), redfishFaults.remove(name)];
  return removed.includes(true);
}

export const faultHandlers = {
  "fault.list": faultList,
  "fault.add": faultAdd,
  "fault.addLan": faultAddLan,
  "fault.addRedfish": faultAddRedfish,
  "fault.settings": faultSettings,
  "fault.remove": faultRemove,
  "fault.clear": faultClear,
};
