/** Results of the control calls, against the types that clients get. */
import { describe, expect, test } from "vitest";
import { type CallName, calls } from "../../src/control/calls.ts";
import { handlers } from "../../src/control/handlers.ts";
import { controlledDaemon } from "../support/daemon/control-server.ts";
import { machine } from "../support/machine/machine.ts";

const bmc = machine({
  sensors: [
    { number: 0x30, name: "CPU Temp", type: "temperature", units: "C", reading: 42, thresholds: { upperCritical: 95 } },
    { number: 0x31, name: "PSU", type: "powerSupply", states: [0, 1], asserted: [0] },
  ],
  replies: { rules: [{ name: "late", time: { delayMs: 10 }, when: { command: "06 01" } }] },
});
const daemon = controlledDaemon([bmc], {
  http: { url: "http://127.0.0.1:9623", token: "0123456789abcdef" },
  addressesOf: () => ["unix:/run/bmc.sock"],
  failures: new Map([["vm1", new Error("the port is in use")]]),
  add: async (settings) => machine(settings),
  remove: async () => {},
  reload: async () => ({
    changed: [{ setting: "log.level" }],
    unchanged: [{ setting: "listen", reason: "a restart" }],
    added: ["vm2"],
    removed: [],
  }),
});

const record = "00 00 02 00 00 00 00 20 00 04 01 30 01 59 5f 5a";

/** In this order, on one machine. */
const asked: readonly (readonly [CallName, object])[] = [
  ["status", {}],
  ["doors", {}],
  ["page.get", {}],
  ["page.open", {}],
  ["power.status", {}],
  ["reset", { kind: "warm" }],
  ["boot.get", {}],
  ["boot.set", { device: "pxe" }],
  ["identify.set", { on: true, seconds: 15 }],
  ["media.list", {}],
  ["sensor.list", {}],
  ["sensor.set", { sensor: "CPU Temp", value: 97 }],
  ["sensor.set", { sensor: "PSU", states: ["failure detected"] }],
  ["sensor.set", { sensor: "PSU", available: false }],
  ["sensor.get", { sensor: 0x30 }],
  ["sensor.history", { sensor: 0x30 }],
  ["sensor.release", { sensor: "PSU" }],
  ["sel.add", { record }],
  ["sel.list", {}],
  ["sel.info", {}],
  ["sel.clear", {}],
  ["sdr.list", {}],
  ["fru.list", {}],
  ["fru.read", { id: 0 }],
  ["fru.write", { id: 0, bytes: "01 02" }],
  ["event.send", { sensor: "PSU", state: 1 }],
  ["flags.get", {}],
  ["flags.clear", {}],
  ["watchdog.get", {}],
  ["watchdog.set", { seconds: 10, use: "smsOs", run: true }],
  ["user.list", {}],
  ["user.set", { id: 2, name: "root", privilege: "operator" }],
  ["session.list", {}],
  ["session.listRedfish", {}],
  ["fault.list", {}],
  ["fault.add", { rule: { shape: { raw: "a0 a1" } } }],
  ["fault.addLan", { fault: { when: { message: "rakp2" }, time: "never" } }],
  ["fault.addRedfish", { fault: { when: { method: "POST", times: 1 }, status: 503 } }],
  ["fault.settings", {}],
  ["fault.remove", { name: "late" }],
  ["fault.clear", {}],
  ["time.set", { rate: 2 }],
  ["time.advance", { ms: 1000 }],
  ["history", {}],
  ["machine.list", {}],
  ["machine.get", { machine: bmc.name }],
  ["machine.add", { settings: { name: "vm2" } }],
  ["machine.remove", { machine: "vm2" }],
  ["reload", {}],
];

type AnyHandler = (of: typeof daemon, given: unknown) => unknown;

test.each(asked)("%s %j", async (name, given) => {
  const call = calls[name];
  const result = await (handlers[name] as AnyHandler)(daemon, call.arguments.parse(given));
  // In the form that a message has.
  const told: unknown = JSON.parse(JSON.stringify(result));
  expect(call.result.parse(told)).toEqual(told);
});

describe("the list", () => {
  const names = Object.keys(calls);
  test("every call has a handler and a sentence", () => {
    expect(Object.keys(handlers).sort()).toEqual([...names].sort());
    expect(Object.values(calls).filter(({ doc }) => !/^[A-Z].*\.$/.test(doc))).toEqual([]);
  });

  test("every call with one result is made here, or in a test of its own", () => {
    const lab = ["lab.info", "lab.start", "lab.status", "lab.stop"];
    const media = ["media.insert", "media.eject"];
    const sessions = ["session.end", "session.endRedfish"];
    const elsewhere = ["power.set", "serial.write", "serial.break", ...sessions, ...media, ...lab];
    const single = names.filter((name) => calls[name as CallName].kind === "call" && !elsewhere.includes(name));
    expect(single.filter((name) => !asked.some(([called]) => called === name))).toEqual([]);
  });
});
