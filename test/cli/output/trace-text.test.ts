/** Lines of `watch` and `decode`, and the filters on them. */
import { expect, it } from "vitest";
import { filterOf } from "../../../src/cli/options/trace-filter.ts";
import { briefLines, traceLines, traceText } from "../../../src/cli/output/trace-text.ts";
import { commandTable } from "../../../src/commands/index.ts";
import { tableOf } from "../../../src/ipmi/dispatch.ts";
import type { Happening, TraceEvent } from "../../../src/observe/trace-event.ts";
import { hex } from "../../support/bytes/hex.ts";

const at = { epochMs: Date.UTC(2026, 0, 1, 12), machine: "vm0", peer: "qemu" };

function exchange(number: number, cmd: number, rules: readonly string[] = []): TraceEvent {
  const asked = { exchange: number, id: number, netFn: 6, lun: 0, cmd, request: new Uint8Array(), rules };
  return { ...at, kind: "exchange", ...asked, completionCode: 0xc1, response: new Uint8Array(), latencyMs: 1 };
}

const sent = (number: number): TraceEvent => ({
  ...{ ...at, kind: "sent", exchange: number, latencyMs: 5, bytes: hex("01 02") },
});

const shown = (options: Parameters<typeof filterOf>[0], events: readonly TraceEvent[]) =>
  events.filter(filterOf(options)).map((event) => (event.kind === "exchange" ? event.exchange : event.kind));

it("shows the answers that rules sent only for exchanges of the chosen command", () => {
  const events = [exchange(1, 1, ["late"]), exchange(2, 4, ["late"]), sent(2), exchange(3, 1), sent(1), sent(1)];
  expect(shown({ command: { netFn: 6, cmd: 1 } }, events)).toEqual([1, 3, "sent"]);
});

it("shows only exchanges of the chosen kind of door", () => {
  const overLan = { ...exchange(2, 1), channel: 1 } as TraceEvent;
  const events = [exchange(1, 1), overLan, { ...at, kind: "connected" } as TraceEvent];
  expect(shown({ door: "lan" }, events)).toEqual([2]);
  expect(shown({ door: "system" }, events)).toEqual([1]);
  expect(shown({}, events)).toEqual([1, 2, "connected"]);
});

it("forgets the first of 1001 exchanges that await an answer", () => {
  const events = Array.from({ length: 1001 }, (_, index) => exchange(index, 1, ["lost"]));
  expect(shown({ cc: (code) => code === 0xc1 }, [...events, sent(0), sent(1)]).slice(1001)).toEqual(["sent"]);
});

it("shows with any filter that events are missing", () => {
  const missing: TraceEvent = { ...at, machine: "vm1", kind: "missing", count: 3 };
  expect(shown({ machine: "vm0", cc: () => false }, [missing, exchange(1, 1)])).toEqual(["missing"]);
});

it.each<[string, Happening]>([
  ["12:00:00.000 vm0  -- qemu: connected", { kind: "connected" }],
  ["12:00:00.000 vm0  -- qemu can do: power irq", { kind: "capabilities", capabilities: 5 }],
  ["12:00:00.000 vm0  -< PowerOff", { kind: "control", code: 3 }],
  ["12:00:00.000 vm0 -- discarded, too short: 01 02", { kind: "discarded", reason: "too short", bytes: hex("01 02") }],
  [
    "12:00:00.000 vm0  -- QEMU: RESET (guest-reset), 4000 times",
    { kind: "qemu", event: "RESET", reason: "guest-reset", count: 4000 },
  ],
  ["12:00:00.000 vm0  -- QEMU: SHUTDOWN (guest-reset)", { kind: "qemu", event: "SHUTDOWN", reason: "guest-reset" }],
  [
    '12:00:00.000 vm0  -- qemu logged in as "admin": session 1, cipher suite 17, up to Administrator',
    { kind: "session opened", session: 1, user: "admin", privilege: "Administrator", suite: 17 },
  ],
  [
    '12:00:00.000 vm0  -- qemu logged in as "": session 2, IPMI 1.5, up to User',
    { kind: "session opened", session: 2, user: "", privilege: "User" },
  ],
  [
    '12:00:00.000 vm0  -- session 1 of "admin" ended: the client closed it',
    { kind: "session closed", session: 1, user: "admin", reason: "the client closed it" },
  ],
  [
    "12:00:00.000 vm0  -- serial over LAN ended in session 1: 20 characters sent, 3 received",
    { kind: "SOL ended", session: 1, instance: 1, sent: 20, received: 3 },
  ],
  [
    "12:00:00.000 vm0  -- serial over LAN, instance 2, ended in session 1: 20 characters sent, 0 received",
    { kind: "SOL ended", session: 1, instance: 2, sent: 20, received: 0 },
  ],
  [
    '12:00:00.000 vm0 -- qemu was refused as "nobody", RAKP 1: no such user (0Dh)',
    { kind: "log-in refused", step: "RAKP 1", status: 0x0d, user: "nobody", reason: "no such user" },
  ],
  [
    "12:00:00.000 vm0 -- qemu was refused, Activate Session: wrong password",
    { kind: "log-in refused", step: "Activate Session", reason: "wrong password" },
  ],
  [
    '12:00:00.000 vm0 -- qemu abandoned its log-in as "admin": RAKP 3 did not come',
    { kind: "log-in abandoned", step: "RAKP 3", user: "admin", reason: "RAKP 3 did not come" },
  ],
  [
    '12:00:00.000 vm0 -- qemu abandoned its log-in as "admin": the client says so (0Fh)',
    { kind: "log-in abandoned", step: "RAKP 3", status: 0x0f, user: "admin", reason: "the client says so" },
  ],
  [
    "12:00:00.000 vm0  -- qemu: PATCH /redfish/v1/Systems/1 → 412 [412-always]",
    {
      ...{ kind: "redfish", method: "PATCH", path: "/redfish/v1/Systems/1", status: 412, rules: ["412-always"] },
      latencyMs: 1,
    },
  ],
  ["12:00:00.000 vm0  -- trap 1 to qemu", { kind: "trap", sequence: 1, isSent: true, bytes: hex("30 00") }],
  [
    "12:00:00.000 vm0  -- trap 1 could not be sent to qemu",
    { kind: "trap", sequence: 1, isSent: false, bytes: hex("30 00") },
  ],
  ["12:00:00.000 vm0  -- cd0 holds http://a/b.iso", { kind: "medium", drive: "cd0", image: "http://a/b.iso" }],
  ["12:00:00.000 vm0  -- cd0 was emptied", { kind: "medium", drive: "cd0" }],
  ["12:00:00.000 vm0 -- 7 events before this are missing", { kind: "missing", count: 7 }],
  // One whole message and the beginning of another, which must not look like a complete exchange.
  [
    "12:00:00.000 vm0 -- < 01 1c 01 00 e2 a0 01 5.00 ms #1",
    { kind: "sent", exchange: 1, latencyMs: 5, bytes: hex("01 1c 01 00 e2 a0 01") },
  ],
])("%s", (line, happening) => {
  expect(traceLines(tableOf(commandTable), { ...at, ...happening })).toEqual([line]);
});

/** An exchange of the command table, with what its answer is. */
function asked(netFn: number, cmd: number, request: string, response: string, more: object = {}): TraceEvent {
  const bytes = { request: hex(request), response: hex(response), completionCode: 0 };
  return { ...exchange(3, cmd), netFn, ...bytes, latencyMs: 0.21, ...more } as TraceEvent;
}

const SELF_TEST = asked(0x06, 0x04, "", "55 00");
const DEVICE_ID = asked(0x06, 0x01, "", "20 81 01 00 02 8f 57 01 00 02 00 00 00 00 00");
const READING = asked(0x04, 0x2d, "05", "2a c0 00");
const REFUSED = asked(0x06, 0x22, "", "", { completionCode: 0x80, refusal: "the watchdog timer was not set" });
const UNKNOWN = asked(0x2c, 0x00, "03", "", { completionCode: 0xc1, lun: 1 });
const FAULTY = { ...SELF_TEST, rules: ["slow"] } as TraceEvent;
const brief = (event: TraceEvent, width: number, namesMachine = false) =>
  briefLines(tableOf(commandTable), event, { width, namesMachine }).join("\n");

it.each([
  ["12:00:00.000 Get Self Test Results → ok result=0x55 detail=0 0.21 ms", SELF_TEST],
  ["12:00:00.000 Reset Watchdog Timer → command's 80h (the watchdog timer was not set) 0.21 ms", REFUSED],
  ["12:00:00.000 2c/00 LUN 1 03 → invalid command 0.21 ms", UNKNOWN],
  ["12:00:00.000 Get Self Test Results → ok result=0x55 detail=0 id 03 [slow] #3", FAULTY],
  ["12:00:00.000 -- qemu: connected", { ...at, kind: "connected" }],
  ["12:00:00.000 -< PowerOff", { ...at, kind: "control", code: 3 }],
  ["12:00:00.000 -- < 01 02 5.00 ms #3", sent(3)],
] as const)("in brief: %s", (line, event) => {
  expect(brief(event, Number.POSITIVE_INFINITY)).toBe(line);
});

it("in brief shows the names of set bits only, and the fields that fit the width", () => {
  const whole = brief(DEVICE_ID, Number.POSITIVE_INFINITY);
  expect(whole).toMatch(/ Get Device ID → ok deviceId=0x20 device\.providesSdrs device\.revision=1 .* 0\.21 ms$/);
  expect(whole).not.toMatch(/=yes|=no/);
  for (const event of [DEVICE_ID, READING]) {
    for (const width of [60, 80, 100]) expect(brief(event, width).length).toBeLessThanOrEqual(width);
  }
  expect(brief(DEVICE_ID, 80)).toMatch(/ → ok deviceId=0x20 .*\S… 0\.21 ms$/);
});

it("in brief names the machine from the second machine on, or from the start", () => {
  const events: readonly TraceEvent[] = [SELF_TEST, { ...SELF_TEST, machine: "vm1" }, SELF_TEST];
  const named = (several: boolean) =>
    events.map(traceText(tableOf(commandTable), {}, several)).map((line) => line.split(" ")[1]);
  expect(named(false)).toEqual(["Get", "vm1", "vm0"]);
  expect(named(true)).toEqual(["vm0", "vm1", "vm0"]);
});

it("prints no control characters of a journal", () => {
  const table = tableOf(commandTable);
  const nasty = "\u001b[2Jvm\u009b1A\n0";
  const events: readonly TraceEvent[] = [
    { ...at, machine: nasty, peer: nasty, kind: "connected" },
    { ...exchange(1, 1, [nasty]), machine: nasty, command: nasty, refusal: nasty } as TraceEvent,
  ];
  const form = { width: Number.POSITIVE_INFINITY, namesMachine: true };
  const lines = events.flatMap((event) => [...traceLines(table, event), ...briefLines(table, event, form)]);
  expect(lines.join("")).not.toMatch(/\p{Cc}/u);
});
