/** Calls that show the machines of a daemon, add some and remove them. */
import { z } from "zod";
import { text } from "../../config/values/values.ts";
import { defineCall } from "../define-call.ts";
import { nothing, ofMachine, paged } from "./common.ts";
import { machineStatus } from "./status.ts";

const machineList = defineCall({
  route: "GET /machines",
  doc: "Shows the machines that are served, as status does.",
  arguments: z.strictObject(paged),
  result: z.object({ machines: z.array(machineStatus), next: z.int().optional() }),
});

const machineGet = defineCall({
  route: "GET /machines/{machine}",
  doc: "Shows one machine.",
  arguments: z.strictObject(ofMachine),
  result: machineStatus,
});

const machineAdd = defineCall({
  route: "POST /machines",
  doc:
    "Adds a machine. The settings are those of a complete configuration of one machine, without the daemon's own; names of " +
    "files and sockets are absolute. If one door cannot be opened, nothing changes.",
  arguments: z.strictObject({ settings: z.record(z.string(), z.unknown(), "the settings of a machine") }),
  result: z.object({ name: z.string(), doors: z.array(z.string()) }),
});

const machineRemove = defineCall({
  route: "DELETE /machines/{machine}",
  doc:
    "Removes a machine: its links end, its doors close, its state is stored and released. For a machine that could not be " +
    "served, forgets the failure.",
  arguments: z.strictObject({ machine: text("a machine's name") }),
  result: nothing,
});

export const machineCalls = {
  "machine.list": machineList,
  "machine.get": machineGet,
  "machine.add": machineAdd,
  "machine.remove": machineRemove,
};
