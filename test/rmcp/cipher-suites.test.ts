import { describe, expect, it } from "vitest";
import { CIPHER_SUITES, chooseSuite } from "../../src/rmcp/cipher-suites.ts";
import { SessionStatus } from "../../src/rmcp/session-status.ts";

const ALL = CIPHER_SUITES.map(({ id }) => id);
const ANY = undefined;

function choose(
  authentication?: number,
  integrity?: number,
  confidentiality?: number,
  allowed: readonly number[] = ALL,
) {
  const chosen = chooseSuite({ authentication, integrity, confidentiality }, allowed);
  return typeof chosen === "number" ? { status: chosen } : chosen.id;
}

describe("table 22-20, cipher suites", () => {
  it.each([
    [0, 0, 0, 0],
    [1, 1, 0, 0],
    [2, 1, 1, 0],
    [3, 1, 1, 1],
    [6, 2, 0, 0],
    [7, 2, 2, 0],
    [8, 2, 2, 1],
    [11, 2, 3, 0],
    [12, 2, 3, 1],
    [15, 3, 0, 0],
    [16, 3, 4, 0],
    [17, 3, 4, 1],
  ])("suite %i is authentication %i, integrity %i, confidentiality %i", (id, ...algorithms) => {
    expect(choose(...algorithms)).toBe(id);
  });

  it("has these twelve, each once", () => {
    expect([...new Set(ALL)].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 6, 7, 8, 11, 12, 15, 16, 17]);
  });

  it("takes the strongest that fits what the client leaves open", () => {
    expect(choose(ANY, ANY, ANY)).toBe(17);
    expect(choose(1, ANY, ANY)).toBe(3);
    expect(choose(2, ANY, 0)).toBe(7);
    expect(choose(ANY, ANY, ANY, [0, 2])).toBe(2);
  });

  it("refuses algorithms that no allowed suite has", () => {
    expect(choose(9, 1, 1)).toEqual({ status: SessionStatus.InvalidAuthenticationAlgorithm });
    expect(choose(1, 9, 1)).toEqual({ status: SessionStatus.InvalidIntegrityAlgorithm });
    expect(choose(1, 1, 2)).toEqual({ status: SessionStatus.InvalidConfidentialityAlgorithm });
    expect(choose(1, 1, 1, [17])).toEqual({ status: SessionStatus.InvalidAuthenticationAlgorithm });
    expect(choose(1, 1, 1, [])).toEqual({ status: SessionStatus.InvalidAuthenticationAlgorithm });
  });

  it("refuses three algorithms that are allowed, but not together", () => {
    expect(choose(3, 1, 1, [3, 17])).toEqual({ status: SessionStatus.NoMatchingCipherSuite });
    expect(choose(1, 0, 1)).toEqual({ status: SessionStatus.NoMatchingCipherSuite });
  });
});
