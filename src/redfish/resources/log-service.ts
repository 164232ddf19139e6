/** The SEL (IPMI chapter 31) as a log service. Clearing it cancels a reservation, as Clear SEL does. */
import type { Machine } from "../../machine.ts";
import type { Steps } from "../../turns/slices.ts";
import { DONE } from "../changes.ts";
import type { Endpoint } from "../endpoint.ts";
import { filterIn } from "../filter.ts";
import { PAGE_SIZE } from "../limits.ts";
import { message } from "../messages.ts";
import { countIn } from "../query.ts";
import { RedfishError } from "../redfish-error.ts";
import type { Context, Reply } from "../request.ts";
import { collection, type Json, link, MANAGER, resource, SYSTEM } from "../resource.ts";
import { entryOf } from "./log-entry.ts";
import { dateTimeOf } from "./manager.ts";

const SEL = `${SYSTEM}/LogServices/SEL`;
const ENTRIES = `${SEL}/Entries`;
const CLEAR = `${SEL}/Actions/LogService.ClearLog`;

function selOf(machine: Machine): Json {
  const { sel, options } = machine.bmc;
  return resource(
    { at: SEL, schema: "LogService", id: "SEL", name: "System Event Log" },
    {
      ServiceEnabled: true,
      LogEntryType: "SEL",
      MaxNumberOfRecords: sel.capacity,
      OverWritePolicy: options.sel.whenFull === "rollOver" ? "WrapsWhenFull" : "NeverOverWrites",
      Overflow: sel.lost > 0,
      DateTime: dateTimeOf(machine),
      DateTimeLocalOffset: "+00:00",
      Status: { State: "Enabled", Health: "OK" },
      Entries: link(ENTRIES),
      Actions: { "#LogService.ClearLog": { target: CLEAR } },
    },
  );
}

/** A page of the log, whose entries are complete. */
function entriesOf(context: Context): Json {
  return pageOf(context, context.service.machine.bmc.sel.list.records());
}

/** A page of the records that `$filter` leaves. A log has up to 65,534. */
function search(context: Context): Steps<Json> {
  const filter = filterIn(context.query) ?? (() => true);
  const { machine } = context.service;
  return (function* () {
    const records: Uint8Array[] = [];
    for (const record of machine.bmc.sel.list.records()) {
      if (filter(entryOf(machine, ENTRIES, record))) records.push(record);
      yield;
    }
    return pageOf(context, records);
  })();
}

/** `$skip` and `$top` count these records. */
function pageOf({ service: { machine }, query }: Context, records: readonly Uint8Array[]): Json {
  const skip = countIn(query, "$skip", 0);
  const top = countIn(query, "$top", records.length);
  const page = records.slice(skip, skip + Math.min(PAGE_SIZE, top));
  const isCut = page.length === PAGE_SIZE && top > PAGE_SIZE && skip + page.length < records.length;
  return {
    ...collection(
      ENTRIES,
      "LogEntryCollection",
      "Entries",
      page.map((record) => entryOf(machine, ENTRIES, record)),
    ),
    "Members@odata.count": records.length,
    ...(isCut && { "Members@odata.nextLink": nextLink(query, skip + page.length, top - page.length) }),
  };
}

/** The next page, with the client's other parameters. */
function nextLink(query: URLSearchParams, skip: number, top: number): string {
  const others = [...query].filter(([name]) => name !== "$skip" && name !== "$top");
  const parameters = [["$skip", `${skip}`], ...(query.has("$top") ? [["$top", `${top}`]] : []), ...others];
  const written = parameters.map((parameter) => parameter.map(encodeURIComponent).join("=").replace(/^%24/, "$"));
  return `${ENTRIES}?${written.join("&")}`;
}

function clear({ service: { machine } }: Context): Reply {
  if (machine.bmc.sel.eraseInProgress) {
    throw new RedfishError(503, [message("ServiceTemporarilyUnavailable", ["1"])], { "Retry-After": "1" });
  }
  machine.operate(({ sel }) => sel.clear(sel.reserve()));
  return DONE;
}

export const logEndpoints: readonly Endpoint[] = [
  ...[SYSTEM, MANAGER].map((owner): Endpoint => {
    const at = `${owner}/LogServices`;
    return { path: at, get: () => collection(at, "LogServiceCollection", "Log Services", [SEL]) };
  }),
  { path: SEL, get: ({ service: { machine } }) => selOf(machine) },
  { path: ENTRIES, pages: true, get: entriesOf, search },
  {
    path: `${ENTRIES}/:entry`,
    get({ service: { machine }, params }) {
      const { list } = machine.bmc.sel;
      const text = params["entry"] ?? "";
      const id = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 0;
      const record = list.has(id) ? list.entry(id).record : undefined;
      return record && entryOf(machine, ENTRIES, record);
    },
  },
  { path: CLEAR, post: { privileges: ["ConfigureManager", "ConfigureComponents"], run: clear } },
];
