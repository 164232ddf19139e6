/** Alert policies in their order (IPMI §17.11). */
import { describe, expect, it } from "vitest";
import { type AlertPolicy, PolicyWalk } from "../../../src/bmc/alerts/policy-walk.ts";
import { PolicyRule } from "../../../src/bmc/pef/pef-values.ts";

type Entry = readonly [rule: PolicyRule, channel: number, selector: number];

function policy([rule, channel, selector]: Entry): AlertPolicy {
  return {
    policy: { number: 1, enabled: true, rule: PolicyRule[rule] },
    destination: { channel, selector },
    stringKey: { eventSpecific: false, number: 0 },
  };
}

/** Destinations of the alerts that are sent, of which those in `successful` are successful. */
function sent(entries: readonly Entry[], successful: readonly number[]): readonly number[] {
  const selectors: number[] = [];
  new PolicyWalk(entries.map(policy), {
    deliver({ destination: { selector } }, done) {
      selectors.push(selector);
      done(successful.includes(selector));
    },
    // Destination 3 has a type of its own.
    typeOf: ({ destination: { selector } }) => (selector === 3 ? 6 : 0),
  }).run();
  return selectors;
}

describe("alert policies", () => {
  it.each<[string, readonly Entry[], readonly number[], readonly number[]]>([
    [
      "always sends",
      [
        ["always", 1, 1],
        ["always", 1, 2],
      ],
      [1],
      [1, 2],
    ],
    [
      "next skips one after a success",
      [
        ["always", 1, 1],
        ["next", 1, 2],
        ["always", 1, 3],
      ],
      [1],
      [1, 3],
    ],
    [
      "next sends after a failure",
      [
        ["always", 1, 1],
        ["next", 1, 2],
        ["always", 1, 3],
      ],
      [],
      [1, 2, 3],
    ],
    [
      "stop ends after a success",
      [
        ["always", 1, 1],
        ["stop", 1, 2],
        ["always", 1, 3],
      ],
      [1],
      [1],
    ],
    [
      "stop sends after a failure",
      [
        ["always", 1, 1],
        ["stop", 1, 2],
        ["always", 1, 3],
      ],
      [],
      [1, 2, 3],
    ],
    [
      "nextChannel goes on elsewhere",
      [
        ["always", 1, 1],
        ["nextChannel", 1, 2],
        ["always", 1, 3],
        ["always", 2, 4],
      ],
      [1],
      [1, 4],
    ],
    [
      "nextType goes on elsewhere",
      [
        ["always", 1, 1],
        ["nextType", 1, 2],
        ["always", 1, 4],
        ["always", 1, 3],
      ],
      [1],
      [1, 3],
    ],
    ["nothing before the first counts as a failure", [["stop", 1, 1]], [1], [1]],
    ["no entry", [], [], []],
  ])("%s", (_title, entries, successful, expected) => {
    expect(sent(entries, successful)).toEqual(expected);
  });
  it("wait for the outcome of the alert before, if a rule needs it", () => {
    const outcomes: ((successful: boolean) => void)[] = [];
    const entries: readonly Entry[] = [
      ["always", 1, 1],
      ["always", 1, 2],
      ["stop", 1, 3],
      ["always", 1, 4],
    ];
    new PolicyWalk(entries.map(policy), {
      deliver: (_policy, done) => void outcomes.push(done),
      typeOf: () => 0,
    }).run();
    expect(outcomes).toHaveLength(2);
    outcomes[0]?.(true);
    expect(outcomes).toHaveLength(2);
    outcomes[1]?.(false);
    expect(outcomes).toHaveLength(4);
  });
});
