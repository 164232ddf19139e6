/**
 * The same requests, right and wrong, to two machines: to one at BT, to the other in a LAN session. Both give the same
 * answers and end in the same state, but for what the channel decides.
 */
import { beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import { ManualClock } from "../../src/clock.ts";
import type { Machine } from "../../src/machine.ts";
import { isDecidedByChannel, STATE_OF_CHANNEL } from "../support/lan/decided-by-channel.ts";
import type { ConsoleSession } from "../support/lan/lan-console.ts";
import { makeTester, sessionAt } from "../support/lan/session-at.ts";
import { changedPaths } from "../support/machine/changed-paths.ts";
import { FakeQemu, machine } from "../support/machine/machine.ts";
import { DAEMON } from "../support/side-by-side/machines.ts";
import { QUESTIONS } from "../support/side-by-side/requests.ts";

type Ask = (request: string) => string;

const settings = parse(DAEMON) as Readonly<Record<string, unknown>>;
const newMachine = () => machine({ ...settings, guid: "11111111-2222-3333-4444-555555555555" }, new ManualClock());

/** At BT, as QEMU's guest asks. */
function overBt(to: Machine): Ask {
  makeTester(to);
  const qemu = new FakeQemu(to, "3f");
  return (request) => {
    qemu.request(1, request);
    const [, answer] =
      /^message 01 \S+ \S+ \[(.*)\]$/.exec(qemu.received().find((frame) => frame.startsWith("message")) ?? "") ?? [];
    return answer ?? "no answer";
  };
}

/** In a LAN session; in a new one when the request before ended it. */
function overLan(to: Machine): Ask {
  // Chassis Control needs a QEMU.
  new FakeQemu(to, "3f");
  let session: ConsoleSession | undefined;
  return (request) => {
    session ??= sessionAt(to);
    // §29.3: only software on the machine names the generator, in the first byte.
    const answers = session?.ask(request.replace(/^04 02 41/, "04 02")) ?? [];
    if (to.bmc.sessions.count === 0) session = undefined;
    return answers.join(" | ") || "no answer";
  };
}

function answersOf(ask: Ask): string[] {
  return QUESTIONS.map(({ request, given }) => {
    for (const before of given) ask(before);
    return ask(filled(request, ask));
  });
}

/** Replaces "{0a 42}" by the answer to that request. */
function filled(request: string, ask: Ask): string {
  return request.replace(/\{([^}]*)\}/, (_braces, inner: string) => ask(inner).split(" ").slice(1).join(" ")).trim();
}

const bt = newMachine();
const lan = newMachine();
let answers: readonly (readonly [overBt: string, overLan: string])[];
beforeAll(() => {
  const ours = answersOf(overBt(bt));
  const theirs = answersOf(overLan(lan));
  answers = ours.map((answer, at) => [answer, theirs[at] ?? ""]);
});

it("every request is answered at both", () => {
  expect(answers.filter((pair) => pair.includes("no answer"))).toEqual([]);
});

it("answers differ only where the channel decides", () => {
  const others = answers.flatMap(([inBand, outside], at) => {
    const { request } = QUESTIONS[at] ?? { request: "" };
    return inBand === outside || isDecidedByChannel(request, outside)
      ? []
      : [`${request}: ${inBand}, over LAN ${outside}`];
  });
  expect(others).toEqual([]);
});

it("both end in the same state, but for what tells the channel", () => {
  expect(changedPaths(bt.bmc.snapshot(), lan.bmc.snapshot())).toEqual(STATE_OF_CHANNEL);
});
