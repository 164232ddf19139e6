/** Assertions about frames and datagrams that were discarded. */
import { expect, it } from "vitest";
import { Jury } from "../../src/assertions/jury.ts";
import { readAssertions } from "../../src/config/reading/assertions-file.ts";
import { DISCARD_REASONS } from "../../src/config/sections/discard-assertion.ts";
import type { LanDiscardReason } from "../../src/lan/lan-server.ts";
import type { LinkDiscardReason } from "../../src/transport/vm-link.ts";
import { hex } from "../support/bytes/hex.ts";
import { logIn, outside15 } from "../support/lan/lan-console.ts";
import { type LanMachine, lanMachine } from "../support/lan/lan-machine.ts";

function judged(assertion: string, run: (to: LanMachine) => void) {
  const to = lanMachine();
  const jury = new Jury(readAssertions("test.yaml", `assertions: [${assertion}]`));
  to.machine.trace.listen(jury.take);
  run(to);
  const [verdict] = jury.verdicts();
  return [verdict?.assertion, verdict?.met === true ? "met" : verdict?.nearest];
}

const nothing = () => {};
/** A repeated packet, one whose code is wrong, one of a session that is over, and rubbish, twice. */
function discards(to: LanMachine): void {
  const session = logIn(to);
  const packet = session.datagram("06 01");
  to.send([packet, packet]);
  const forged = session.datagram("06 01");
  to.send([forged.with(-1, (forged.at(-1) ?? 0) ^ 1)]);
  to.bmc.sessions.endAll();
  to.send([session.datagram("06 01"), hex("06 00 ff"), hex("06 00")]);
}
const sessionless = (to: LanMachine) => void to.send([outside15("06 01")]);

const ALL = "1 × repeated or out of the window, 1 × wrong authentication code, 1 × no such session, 2 × too short";

it.each([
  ["{ discarded: 0 }", nothing, "no discarded frame", "met"],
  ["{ discarded: 0 }", discards, "no discarded frame", `there were 5: ${ALL}`],
  ["{ discarded: 5 }", discards, "at most 5 discarded frames", "met"],
  ["{ discarded: { door: lan } }", discards, "discarded datagram at least once", "met"],
  ["{ discarded: { door: system } }", discards, /frame/, `there was none; others were discarded: ${ALL}`],
  [
    "{ discarded: { reason: wrong authentication code, atMost: 1, atLeast: 1 } }",
    discards,
    "discarded frame (wrong authentication code) exactly once",
    "met",
  ],
  [
    "{ discarded: { reason: too short, door: lan, machine: bmc, atMost: 1 } }",
    discards,
    /^at most 1 .* on bmc$/,
    "there were 2: 2 × too short",
  ],
  ["{ discarded: { reason: needs a session } }", sessionless, "discarded frame (needs a session) at least once", "met"],
  ["{ discarded: { machine: vm1 } }", sessionless, /vm1/, "there was none; others were discarded: 1 × needs a session"],
  ["{ discarded: { reason: needs a session } }", nothing, /needs/, "there was none"],
] as const)("%s", (assertion, run, text, nearest) => {
  expect(judged(assertion, run)).toEqual([typeof text === "string" ? text : expect.stringMatching(text), nearest]);
});

it("knows every reason of a door, and no other", () => {
  // The compiler refuses this object when a reason is missing in it, or is one too many.
  const reasons = {
    "empty frame": 1,
    "escape before an end mark": 1,
    "too long": 1,
    "too short": 1,
    "bad checksum": 1,
    "unknown control command": 1,
    "response from the peer": 1,
    "not RMCP": 1,
    "unknown RMCP class": 1,
    "unknown ASF message": 1,
    "unknown authentication type": 1,
    "longer than its datagram": 1,
    "bad algorithm records": 1,
    "not authenticated": 1,
    "not encrypted": 1,
    "authenticated without an integrity algorithm": 1,
    "encrypted without a confidentiality algorithm": 1,
    "bad integrity trailer": 1,
    "wrong authentication code": 1,
    "bad ciphertext": 1,
    "bad confidentiality pad": 1,
    "the channel is disabled": 1,
    "the BMC was reset": 1,
    "too many from one address": 1,
    "no such session": 1,
    "needs a session": 1,
    "repeated or out of the window": 1,
    "not a request to the BMC": 1,
    "the guest's software does not take it": 1,
    "unknown payload type": 1,
  } satisfies Record<LanDiscardReason | LinkDiscardReason, 1>;
  expect([...DISCARD_REASONS].sort()).toEqual(Object.keys(reasons).sort());
});

it("a mistake in the reason is reported", () => {
  const text = "assertions: [{ discarded: { reason: wrong authentification code } }]";
  expect(() => readAssertions("a.yaml", text)).toThrow(/expected one of empty frame, .* wrong authentication code, /);
});
