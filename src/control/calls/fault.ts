/** Calls about faults: rules of the configuration's `replies` that are added to a running daemon. */
import { z } from "zod";
import { lanFault } from "../../config/sections/lan-faults.ts";
import { redfishFault } from "../../config/sections/redfish-faults.ts";
import { deadlineMs, rule, seed } from "../../config/sections/replies.ts";
import { text } from "../../config/values/values.ts";
import { defineCall } from "../define-call.ts";
import { nothing, ofMachine } from "./common.ts";

const name = text("the name of a fault");

const faultList = defineCall({
  route: "GET /machines/{machine}/faults",
  doc:
    "Lists the faults in force, in the order in which they apply, as the configuration's replies.rules, replies.lan and " +
    "replies.redfish write them.",
  arguments: z.strictObject(ofMachine),
  result: z.object({
    faults: z.array(
      z.object({
        name: z.string(),
        rule: z.record(z.string(), z.unknown()),
        /** Number of answers, LAN datagrams or Redfish requests that it applied to. */
        applied: z.int(),
        /** Whether it is a fault of the LAN door. */
        lan: z.boolean(),
        /** Whether it is a fault of the Redfish door. */
        redfish: z.boolean(),
      }),
    ),
  }),
});

const faultAdd = defineCall({
  route: "POST /machines/{machine}/faults",
  doc: "Adds a fault after the others, in force from the next answer on. It replaces a fault of the same name.",
  arguments: z.strictObject({ ...ofMachine, rule }),
  result: z.object({
    name: z.string(),
    /** Sentences: the effect on a stock QEMU, and settings that keep the fault from taking effect. */
    warnings: z.array(z.string()),
  }),
});

const faultAddLan = defineCall({
  route: "POST /machines/{machine}/lan-faults",
  doc: "Adds a fault of the LAN door after the others, in force from the next datagram on. It replaces one of the same name.",
  arguments: z.strictObject({ ...ofMachine, fault: lanFault }),
  result: z.object({ name: z.string() }),
});

const faultAddRedfish = defineCall({
  route: "POST /machines/{machine}/redfish-faults",
  doc:
    "Adds a fault of the Redfish door, or a ready set of them, after the others, in force from the next request on. It " +
    "replaces one of the same name.",
  arguments: z.strictObject({ ...ofMachine, fault: redfishFault }),
  result: z.object({ name: z.string() }),
});

const faultSettings = defineCall({
  route: "PATCH /machines/{machine}/fault-settings",
  doc:
    "Changes and returns the settings that all faults share: the deadline guard's limit, from the next request on, and the " +
    "seed, which restarts every fault's random numbers and counts.",
  arguments: z.strictObject({ ...ofMachine, deadlineMs: deadlineMs().optional(), seed: seed().optional() }),
  result: z.object({ deadlineMs: z.union([z.int(), z.literal("off")]), seed: z.int() }),
});

const faultRemove = defineCall({
  route: "DELETE /machines/{machine}/faults/{name}",
  doc: "Removes a fault.",
  arguments: z.strictObject({ ...ofMachine, name }),
  result: nothing,
});

const faultClear = defineCall({
  route: "DELETE /machines/{machine}/faults",
  doc: "Removes all faults, including those of the configuration.",
  arguments: z.strictObject(ofMachine),
  result: z.object({ removed: z.int() }),
});

export const faultCalls = {
  "fault.list": faultList,
  "fault.add": faultAdd,
  "fault.addLan": faultAddLan,
  "fault.addRedfish": faultAddRedfish,
  "fault.settings": faultSettings,
  "fault.remove": faultRemove,
  "fault.clear": faultClear,
};
