/** Ready sets of Redfish faults: what BMCs in the field do, and what clients trip over. */
import type { RedfishRule } from "./redfish-rule.ts";

const SYSTEM = "/redfish/v1/Systems/1";
const MANAGER = "/redfish/v1/Managers/1";
const LAG_MS = 5000;
const TASK_MS = 2000;

export interface ReadyRules {
  /** The effect, for lists. */
  readonly doc: string;
  readonly rules: readonly RedfishRule[];
}

const allowableValues = (name: string) => ({ [`${name}@Redfish.AllowableValues`]: null });

/** The refusal that sushy recognizes; it is the same whatever the registry's version is. */
const NEEDS_PROTOCOL = {
  error: {
    code: "Base.1.5.ActionParameterMissing",
    message: "The action InsertMedia needs the parameter TransferProtocolType.",
    "@Message.ExtendedInfo": [
      {
        MessageId: "Base.1.5.ActionParameterMissing",
        Message: "The action InsertMedia needs the parameter TransferProtocolType.",
        MessageArgs: ["InsertMedia", "TransferProtocolType"],
        RelatedProperties: ["#/TransferProtocolType"],
        MessageSeverity: "Critical",
      },
    ],
  },
};

export const READY_SETS = {
  "session-leak": {
    doc: "sessions that are deleted stay open, until there are too many",
    rules: [
      {
        when: { method: "DELETE", path: "/redfish/v1/SessionService/Sessions/*" },
        ...{ request: "ignored", status: 204 },
      },
    ],
  },
  "503-while-resetting": {
    doc: "status 503 for 5 s after each reset of the system or the BMC",
    rules: [{ when: { afterResetMs: LAG_MS }, status: 503, headers: { "Retry-After": "1" } }],
  },
  "power-state-lag": {
    doc: "PowerState follows the machine after 5 s",
    rules: [{ when: { method: "GET", path: SYSTEM }, lag: { properties: ["PowerState"], ms: LAG_MS } }],
  },
  "once-sticks": {
    doc: "an override for one boot stays for every boot, and is shown as Once",
    rules: [
      {
        when: { method: "PATCH", path: SYSTEM, body: { Boot: { BootSourceOverrideEnabled: "Once" } } },
        request: { merge: { Boot: { BootSourceOverrideEnabled: "Continuous" } } },
      },
      {
        when: { path: SYSTEM, answer: { Boot: { BootSourceOverrideEnabled: "Continuous" } } },
        merge: { Boot: { BootSourceOverrideEnabled: "Once" } },
      },
    ],
  },
  "boot-patch-ignored": {
    doc: "a change of Boot succeeds and changes nothing",
    rules: [{ when: { method: "PATCH", path: SYSTEM, body: { Boot: {} } }, request: { merge: { Boot: null } } }],
  },
  "no-etag": { doc: "no answer has an ETag", rules: [{ when: {}, headers: { ETag: null } }] },
  "weak-etag": { doc: 'all ETags are weak: W/"…"', rules: [{ when: {}, headers: { ETag: "W/{value}" } }] },
  "412-always": {
    doc: "every request with If-Match gets status 412",
    rules: [{ when: { header: "If-Match" }, status: 412 }],
  },
  "no-allowable-values": {
    doc: "no list of boot targets, modes and reset types",
    rules: [
      {
        when: { path: SYSTEM, answer: { Boot: {}, Actions: {} } },
        merge: {
          Boot: {
            ...allowableValues("BootSourceOverrideEnabled"),
            ...allowableValues("BootSourceOverrideTarget"),
            ...allowableValues("BootSourceOverrideMode"),
          },
          Actions: { "#ComputerSystem.Reset": allowableValues("ResetType") },
        },
      },
      {
        when: { path: MANAGER, answer: { Actions: {} } },
        merge: {
          Actions: {
            "#Manager.Reset": allowableValues("ResetType"),
            "#Manager.ResetToDefaults": allowableValues("ResetType"),
          },
        },
      },
    ],
  },
  "insert-needs-TransferProtocolType": {
    doc: "InsertMedia without TransferProtocolType gets status 400",
    rules: [
      {
        when: { method: "POST", path: "**/VirtualMedia.InsertMedia", lacks: "TransferProtocolType" },
        ...{ status: 400, merge: NEEDS_PROTOCOL },
      },
    ],
  },
  "eject-needs-body": {
    doc: "EjectMedia without a body gets status 415; {} is enough",
    rules: [{ when: { method: "POST", path: "**/VirtualMedia.EjectMedia", body: "none" }, status: 415 }],
  },
  "vmedia-under-manager-only": {
    doc: "only the manager has virtual media",
    rules: [
      { when: { path: SYSTEM, answer: { VirtualMedia: {} } }, merge: { VirtualMedia: null } },
      { when: { path: `${SYSTEM}/VirtualMedia**` }, status: 404 },
    ],
  },
  "settings-object": {
    doc: "Boot is changed through the system's settings object, and not at the system",
    rules: [
      {
        when: { method: "GET", path: SYSTEM, answer: { "@odata.id": SYSTEM } },
        merge: { "@Redfish.Settings": { SettingsObject: { "@odata.id": `${SYSTEM}/Settings` } } },
      },
      { when: { method: "PATCH", path: SYSTEM, body: { Boot: {} } }, status: 405 },
      { when: { path: `${SYSTEM}/Settings` }, request: { path: SYSTEM } },
      {
        when: { path: `${SYSTEM}/Settings`, answer: { "@odata.id": SYSTEM } },
        merge: { "@odata.id": `${SYSTEM}/Settings`, Id: "Settings" },
      },
    ],
  },
  "task-for-everything": {
    doc: "every PATCH and every action gets status 202 and a task, which is over after 2 s",
    rules: [
      { when: { method: "PATCH" }, task: { ms: TASK_MS } },
      { when: { method: "POST", path: "**/Actions/**" }, task: { ms: TASK_MS } },
    ],
  },
  "no-ManagedBy": {
    doc: "the system does not link to its manager",
    rules: [{ when: { path: SYSTEM, answer: { Links: {} } }, merge: { Links: { ManagedBy: null } } }],
  },
  "wrong-case-manufacturer": {
    doc: "Manufacturer is a name that clients know, in another case: dELL iNC.",
    rules: [
      { when: { path: SYSTEM, answer: { Links: {} } }, merge: { Manufacturer: "dELL iNC." } },
      { when: { path: "/redfish/v1/Chassis/1", answer: { Links: {} } }, merge: { Manufacturer: "dELL iNC." } },
    ],
  },
} as const satisfies Readonly<Record<string, ReadyRules>>;

export type ReadySet = keyof typeof READY_SETS;

export function rulesOf(set: ReadySet): readonly RedfishRule[] {
  return READY_SETS[set].rules;
}
