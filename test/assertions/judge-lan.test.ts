/** Assertions about log-ins at the LAN door, and about serial over LAN. */
import { describe, expect, it } from "vitest";
import { Jury } from "../../src/assertions/jury.ts";
import { readAssertions } from "../../src/config/reading/assertions-file.ts";
import type { Happening } from "../../src/observe/trace-event.ts";
import { activate15, challenge15, Handshaking, type LoginOptions, logIn, logIn15 } from "../support/lan/lan-console.ts";
import { type LanMachine, lanMachine } from "../support/lan/lan-machine.ts";

const juryOf = (assertion: string) => new Jury(readAssertions("test.yaml", `assertions: [${assertion}]`));

function outcome(jury: Jury) {
  const [verdict] = jury.verdicts();
  return [verdict?.assertion, verdict?.met === true ? "met" : verdict?.nearest];
}

/** Verdict of a run in which clients do this to a machine: "met", or what came closest. */
function judged(assertion: string, run: (to: LanMachine) => void) {
  const to = lanMachine({ cipherSuites: [3, 17] });
  const jury = juryOf(assertion);
  to.machine.trace.listen(jury.take);
  run(to);
  return outcome(jury);
}

function fail(to: LanMachine, options: LoginOptions): void {
  const steps = new Handshaking(to, options);
  steps.open();
  steps.rakp1();
  steps.rakp3();
}

const nothing = () => {};
const admin = (to: LanMachine) => void logIn(to, { suite: 17 });
const oper = (to: LanMachine) => void logIn(to, { name: "oper", password: "pw3", role: 0x13 });
const wrong = (to: LanMachine) => fail(to, { password: "wrong" });
const nobody = (to: LanMachine) => fail(to, { name: "nobody" });
const wrong15 = (to: LanMachine) => {
  const given = challenge15(to, { name: "nobody" });
  if (typeof given === "object") to.send([activate15(given, { password: "wrong" })]);
};
const PEER = "192.0.2.9:50000";

describe("loggedIn", () => {
  it.each([
    ["{ loggedIn: admin }", admin, 'log-in as "admin" at least once', "met"],
    ["{ loggedIn: {} }", logIn15, "log-in at least once", "met"],
    ["{ loggedIn: {} }", nothing, "log-in at least once", "nobody tried to log in"],
    [
      "{ loggedIn: { user: admin, suite: 17, privilege: administrator, machine: bmc } }",
      admin,
      'log-in as "admin" up to administrator with cipher suite 17 on bmc at least once',
      "met",
    ],
    [
      "{ loggedIn: { suite: 3 } }",
      admin,
      "log-in with cipher suite 3 at least once",
      `it never came; the last log-in: ${PEER} logged in as "admin": session 1, cipher suite 17, up to Administrator on bmc`,
    ],
    [
      "{ loggedIn: { privilege: administrator } }",
      oper,
      "log-in up to administrator at least once",
      `it never came; the last log-in: ${PEER} logged in as "oper": session 1, cipher suite 3, up to Operator on bmc`,
    ],
    [
      "{ loggedIn: admin }",
      wrong,
      'log-in as "admin" at least once',
      `it never came; the last log-in: ${PEER} was refused as "admin", RAKP 3: invalid integrity check value (0Fh) on bmc`,
    ],
    ["{ loggedIn: { machine: other, atMost: 0 } }", admin, "log-in on other exactly 0 times", "met"],
    [
      "{ loggedIn: { atMost: 0 } }",
      admin,
      "log-in exactly 0 times",
      `it came once, first: ${PEER} logged in as "admin": session 1, cipher suite 17, up to Administrator on bmc`,
    ],
    [
      "{ loggedIn: { user: admin, atLeast: 2, atMost: 3 } }",
      admin,
      'log-in as "admin" 2 to 3 times',
      `it came once, first: ${PEER} logged in as "admin": session 1, cipher suite 17, up to Administrator on bmc`,
    ],
  ] as const)("%s", (assertion, run, text, nearest) => {
    expect(judged(assertion, run)).toEqual([text, nearest]);
  });
});

describe("logInRefused", () => {
  it.each([
    ["{ logInRefused: nobody }", nobody, 'refused log-in as "nobody" at least once', "met"],
    [
      "{ logInRefused: { user: admin, step: RAKP 3, status: 0x0f, machine: bmc } }",
      wrong,
      'refused log-in as "admin" at RAKP 3 with status 0Fh on bmc at least once',
      "met",
    ],
    ["{ logInRefused: { user: nobody, step: Activate Session } }", wrong15, /Activate Session/, "met"],
    [
      "{ logInRefused: { status: 0x0d } }",
      nobody,
      "refused log-in with status 0Dh at least once",
      `it never came; the last log-in: ${PEER} was refused as "nobody", RAKP 3: unauthorized name (0Fh) on bmc`,
    ],
    ["{ logInRefused: { atMost: 0 } }", admin, "refused log-in exactly 0 times", "met"],
    [
      "{ logInRefused: { atMost: 0 } }",
      wrong,
      "refused log-in exactly 0 times",
      `it came once, first: ${PEER} was refused as "admin", RAKP 3: invalid integrity check value (0Fh) on bmc`,
    ],
    ["{ logInRefused: { step: Open Session } }", nothing, /at Open Session/, "nobody tried to log in"],
  ] as const)("%s", (assertion, run, text, nearest) => {
    expect(judged(assertion, run)).toEqual([typeof text === "string" ? text : expect.stringMatching(text), nearest]);
  });
});

describe("sol", () => {
  const ended = (machine: string, sent: number, received: number) => {
    const event: Happening = { kind: "SOL ended", session: 1, instance: 1, sent, received };
    return { ...event, machine, epochMs: 0, peer: PEER };
  };
  it.each([
    ["{ sol: { sent: 30, received: 3 } }", "serial over LAN: at least 30 characters sent and 3 received", "met"],
    ["{ sol: { machine: vm0, sent: 10 } }", /^serial over LAN on vm0: at least 10 .* and 0 received$/, "met"],
    ["{ sol: { machine: vm0, sent: 11 } }", /vm0/, "10 characters were sent and 1 received"],
    ["{ sol: { received: 4 } }", /and 4 received/, "30 characters were sent and 3 received"],
  ] as const)("%s", (assertion, text, nearest) => {
    const jury = juryOf(assertion);
    for (const event of [ended("vm0", 10, 1), ended("vm1", 20, 2)]) jury.take(event);
    expect(outcome(jury)).toEqual([typeof text === "string" ? text : expect.stringMatching(text), nearest]);
  });
});

it("sol counts sessions that are open", () => {
  const jury = juryOf("{ sol: { machine: vm0, sent: 30, received: 3 } }");
  const open = { sent: 20, received: 2 };
  jury.take({
    kind: "SOL ended",
    session: 1,
    instance: 1,
    sent: 10,
    received: 1,
    machine: "vm0",
    epochMs: 0,
    peer: PEER,
  });
  expect(jury.verdicts()).toMatchObject([{ met: false, nearest: "10 characters were sent and 1 received" }]);
  expect(jury.verdicts([{ machine: "vm1", ...open }])).toMatchObject([{ met: false }]);
  expect(jury.verdicts([{ machine: "vm0", ...open }])).toMatchObject([{ met: true }]);
});

describe("logInAbandoned", () => {
  const abandoned = (to: LanMachine) => {
    const steps = new Handshaking(to);
    steps.open();
    steps.rakp1();
    to.clock.advance(10_000);
  };
  it.each([
    ["{ logInAbandoned: admin }", abandoned, 'abandoned log-in as "admin" at least once', "met"],
    ["{ logInAbandoned: { atMost: 0 } }", wrong, "abandoned log-in exactly 0 times", "met"],
    [
      "{ logInAbandoned: { user: nobody, machine: bmc } }",
      abandoned,
      'abandoned log-in as "nobody" on bmc at least once',
      `it never came; the last log-in: ${PEER} abandoned its log-in as "admin": RAKP 3 did not come on bmc`,
    ],
  ] as const)("%s", (assertion, run, text, nearest) => expect(judged(assertion, run)).toEqual([text, nearest]));
});

it.each([
  ["{ loggedIn: { atLeast: 2, atMost: 1 } }", /loggedIn.atMost is 1; expected at least as many as atLeast/],
  [
    "{ logInRefused: { step: RAKP 4 } }",
    /step is "RAKP 4"; expected one of Open Session, RAKP 1, RAKP 3, Activate Session/,
  ],
  ["{ loggedIn: { priviledge: user } }", /did you mean privilege\?/],
  ["{ loggedIn: admin, sol: { sent: 1 } }", /expected exactly one of seen, never, order, discarded, loggedIn, logInRe/],
])("a mistake in %s is reported", (text, message) => {
  expect(() => readAssertions("a.yaml", `assertions: [${text}]`)).toThrow(message);
});
