import { describe, expect, it } from "vitest";
import { Jury } from "../../src/assertions/jury.ts";
import { ManualClock } from "../../src/clock.ts";
import { readAssertions } from "../../src/config/reading/assertions-file.ts";
import { FakeQemu, machine } from "../support/machine/machine.ts";

/** Verdict of a run in which a machine gets these events: "met", or the closest event. */
function judged(assertion: string, run: (qemu: FakeQemu, clock: ManualClock) => void) {
  const clock = new ManualClock();
  const bmc = machine({ name: "vm0", record: { history: 0 } }, clock);
  const jury = new Jury(readAssertions("test.yaml", `assertions: [${assertion}]`));
  bmc.trace.listen(jury.take);
  run(new FakeQemu(bmc, "3f"), clock);
  const [verdict] = jury.verdicts();
  return [verdict?.assertion, verdict?.met === true ? "met" : verdict?.nearest];
}

const nothing = () => {};
const deviceId = (qemu: FakeQemu) => qemu.request(1, "06 01");
const watchdog = (qemu: FakeQemu) => {
  qemu.request(2, "06 22");
  qemu.request(3, "06 24 44 01 00 10 2c 01");
};

describe("seen", () => {
  it.each([
    ["{ seen: Get Device ID }", deviceId, "Get Device ID at least once", "met"],
    ["{ seen: 06 01 }", nothing, "Get Device ID at least once", "no request came at all"],
    [
      "{ seen: get device id }",
      watchdog,
      "Get Device ID at least once",
      "it never came; what came: Reset Watchdog Timer once, Set Watchdog Timer once",
    ],
    [
      "{ seen: { command: Reset Watchdog Timer, refused: false } }",
      watchdog,
      "Reset Watchdog Timer at least once",
      "no exchange matched; the last one with this command: Reset Watchdog Timer answered 80h, command's 80h (the watchdog timer was not set)",
    ],
    [
      '{ seen: { command: Set Watchdog Timer, request: "44 ??" } }',
      watchdog,
      "Set Watchdog Timer with data 44 ?? at least once",
      "met",
    ],
    [
      '{ seen: { command: Set Watchdog Timer, request: "45" } }',
      watchdog,
      "Set Watchdog Timer with data 45 at least once",
      "no exchange matched; the last one with this command: Set Watchdog Timer with data 44 01 00 10 2C 01 answered 00h, ok",
    ],
    ["{ seen: { command: Get Device ID, atLeast: 2 } }", deviceId, "Get Device ID at least 2 times", "it came once"],
    [
      "{ seen: { command: Get Device ID, atLeast: 0, atMost: 0 } }",
      deviceId,
      "Get Device ID exactly 0 times",
      "it came once",
    ],
    [
      "{ seen: { machine: vm1 } }",
      deviceId,
      "any command on vm1 at least once",
      "no exchange matched; the last one with this command: Get Device ID answered 00h, ok on vm0",
    ],
  ] as const)("%s", (assertion, run, text, outcome) => {
    expect(judged(assertion, run)).toEqual([text, outcome]);
  });

  it("names no QEMU as the reason when none came", () => {
    const jury = new Jury(readAssertions("test.yaml", "assertions: [{ seen: { command: 06 01, within: 30s } }]"));
    // QEMU's reports on its QMP socket are not a connection.
    jury.take({ kind: "qemu", event: "RESUME", epochMs: 0, machine: "vm0", peer: "QMP" });
    expect(jury.verdicts()).toMatchObject([{ met: false, nearest: "nothing connected" }]);
  });

  it("counts a time from the connection, not from reports before it", () => {
    const jury = new Jury(readAssertions("test.yaml", "assertions: [{ seen: { command: 06 01, within: 30s } }]"));
    const at = (epochMs: number) => ({ epochMs, machine: "vm0", peer: "QMP" });
    jury.take({ kind: "qemu", event: "RESUME", ...at(0) });
    jury.take({ kind: "connected", ...at(60_000) });
    jury.take({
      ...{ kind: "exchange", exchange: 1, id: 1, netFn: 6, lun: 0, cmd: 1, request: new Uint8Array(), rules: [] },
      ...{ completionCode: 0, response: new Uint8Array(), latencyMs: 1, ...at(80_000) },
    });
    expect(jury.verdicts()).toMatchObject([{ met: true }]);
  });

  it("through one kind of door, and within a time from the first log-in", () => {
    const texts = ["lan, within: 30s", "system, atLeast: 0, atMost: 0"];
    const entries = texts.map((text) => `{ seen: { command: 06 01, door: ${text} } }`);
    const jury = new Jury(readAssertions("test.yaml", `assertions: [${entries.join(", ")}]`));
    const at = (epochMs: number) => ({ epochMs, machine: "vm0", peer: "127.0.0.1:4711" });
    jury.take({ kind: "session opened", session: 1, user: "admin", privilege: "User", ...at(0) });
    jury.take({
      ...{ kind: "exchange", exchange: 1, id: 1, netFn: 6, lun: 0, cmd: 1, request: new Uint8Array(), rules: [] },
      ...{ completionCode: 0, response: new Uint8Array(), latencyMs: 1, channel: 1, session: 1, ...at(31_000) },
    });
    expect(jury.verdicts()).toMatchObject([
      {
        assertion: "Get Device ID through a LAN door at least once, the first within 30 s",
        nearest: "it came once, the first 31 s after the connection",
      },
      { assertion: "Get Device ID through a system interface exactly 0 times", met: true },
    ]);
  });

  it("within a time, counted from the connection", () => {
    const afterS = (seconds: number) => (qemu: FakeQemu, clock: ManualClock) => {
      clock.advance(seconds * 1000);
      deviceId(qemu);
    };
    const assertion = "{ seen: { command: Get Device ID, within: 30s } }";
    const text = "Get Device ID at least once, the first within 30 s";
    expect(judged(assertion, afterS(30))).toEqual([text, "met"]);
    expect(judged(assertion, afterS(30.5))).toEqual([text, "it came once, the first 30.5 s after the connection"]);
  });
});

describe("never, order, discarded", () => {
  it.each([
    ["{ never: { refused: true } }", deviceId, "never any command refused", "met"],
    [
      "{ never: { refused: true } }",
      watchdog,
      "never any command refused",
      "it came once, first as request 1: Reset Watchdog Timer answered 80h, command's 80h (the watchdog timer was not set)",
    ],
    [
      "{ never: { completionCode: 0xc1 } }",
      (qemu: FakeQemu) => qemu.request(1, "3a 01"),
      "never any command answered C1h",
      "it came once, first as request 1: netFn 3Ah cmd 01h answered C1h, invalid command",
    ],
    [
      "{ order: [Reset Watchdog Timer, 06 24] }",
      watchdog,
      "in this order: Reset Watchdog Timer, Set Watchdog Timer",
      "met",
    ],
    [
      "{ order: [Set Watchdog Timer, Reset Watchdog Timer] }",
      watchdog,
      "in this order: Set Watchdog Timer, Reset Watchdog Timer",
      "Reset Watchdog Timer did not come after Set Watchdog Timer",
    ],
    ["{ order: [Get Device ID] }", nothing, "in this order: Get Device ID", "Get Device ID did not come"],
    ["{ discarded: 0 }", deviceId, "no discarded frame", "met"],
    [
      "{ discarded: 0 }",
      (qemu: FakeQemu) => qemu.send("01 02 a0 01 18 01 ff a0"),
      "no discarded frame",
      "there were 2: 1 × too short, 1 × bad checksum",
    ],
    ["{ discarded: 2 }", (qemu: FakeQemu) => qemu.send("01 02 a0"), "at most 2 discarded frames", "met"],
  ] as const)("%s", (assertion, run, text, outcome) => {
    expect(judged(assertion, run)).toEqual([text, outcome]);
  });
});

it("missing events make every verdict doubtful, and the report says so", () => {
  const jury = new Jury(readAssertions("test.yaml", "assertions: [{ discarded: 0 }]"));
  jury.take({ kind: "missing", count: 7, epochMs: 0, machine: "vm0", peer: "" });
  expect(jury.verdicts()).toEqual([
    {
      assertion: "every event since the start is known",
      met: false,
      nearest: "7 are not: raise record.history, or use serve --assert",
    },
    { assertion: "no discarded frame", met: true },
  ]);
});

it.each([
  [
    "assertions: [{ seen: Get Devise ID }]",
    'a.yaml:1:16: assertions[0].seen.command: there is no command "Get Devise ID"; did you mean Get Device ID?',
  ],
  ["assertions: [{ sean: Get Device ID }]", "a.yaml:1:16: assertions[0].sean is not a setting; did you mean seen?"],
  [
    "assertions: [{}]",
    "a.yaml:1:14: assertions[0] is {}; expected exactly one of seen, never, order, discarded, loggedIn, logInRefused, logInAbandoned and sol; give each its own entry",
  ],
  [
    "assertions: [{ seen: 06 01, discarded: 0 }]",
    /^a.yaml:1:14: assertions\[0\] is .*; expected exactly one of seen, never, order, discarded, loggedIn, logInRefused, logInAbandoned and sol/,
  ],
  [
    "assertions: [{ seen: { command: 06 01, within: 30 } }]",
    /^a.yaml:1:48: assertions\[0\].seen.within is 30 \(0x1e\); expected a time with its unit: 500ms/,
  ],
  [
    "assertions: [{ never: { completionCode: 0, refused: true } }]",
    "a.yaml:1:53: assertions[0].never.refused is true; expected true with a completionCode other than 0, false with completionCode 0",
  ],
  [
    "assertions: [{ seen: { completionCode: 0xc1, refused: false } }]",
    "a.yaml:1:55: assertions[0].seen.refused is false; expected true with a completionCode other than 0, false with completionCode 0",
  ],
  [
    "assertions: [{ seen: { command: 06 01, atLeast: 2, atMost: 1 } }]",
    "a.yaml:1:60: assertions[0].seen.atMost is 1; expected at least as many as atLeast",
  ],
  ["assertions: [{ order: [] }]", /^a.yaml:1:23: assertions\[0\].order is \[\]; expected one or more/],
])("a mistake in %s is reported with its place", (text, message) => {
  expect(() => readAssertions("a.yaml", text)).toThrow(message);
});
