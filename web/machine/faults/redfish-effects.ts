/** Effects that the form offers at the Redfish door, and the ready sets. */
import { READY_SETS } from "../../../src/replies/redfish-sets.ts";
import { EFFECTS, type Effect, type Effects } from "./effects.ts";

/** Leaves a text that is not JSON as it is, for the API to refuse. */
function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const REDFISH_EFFECTS = {
  status: {
    label: "answer with a status",
    field: "Status",
    example: "503",
    rule: (value) => ({ status: Number(value) }),
  },
  delay: EFFECTS.delay,
  never: EFFECTS.never,
  merge: {
    label: "change the answer's JSON",
    field: "Properties (JSON; null removes one)",
    example: '{ "PowerState": "PoweringOn" }',
    rule: (value) => ({ merge: json(value) }),
  },
  replace: {
    label: "replace the answer's body",
    field: "Body",
    example: "<html>busy</html>",
    rule: (body) => ({ replace: { body } }),
  },
  headers: {
    label: "change headers",
    field: "Headers (JSON; null removes one)",
    example: '{ "ETag": null }',
    rule: (value) => ({ headers: json(value) }),
  },
  ignored: { label: "succeed without carrying it out", rule: () => ({ request: "ignored", status: 204 }) },
  task: {
    label: "make a success a task",
    field: "Task time (ms)",
    example: "2000",
    rule: (value) => ({ task: { ms: Number(value) } }),
  },
  disconnect: { label: "disconnect before the answer", rule: () => ({ disconnect: "before" }) },
  disconnectMiddle: { label: "disconnect in the middle of the answer", rule: () => ({ disconnect: "middle" }) },
} as const satisfies Effects;

export const READY_EFFECTS: Effects = Object.fromEntries(
  Object.entries(READY_SETS).map(([set, { doc }]): [string, Effect] => [
    set,
    { label: set, doc, rule: () => ({ set }) },
  ]),
);
