import { describe, expect, it } from "vitest";
import { toHex } from "../support/bytes/hex.ts";
import { recording } from "../support/rmcp/recordings.ts";
import { SessionFollower } from "../support/rmcp/session-follower.ts";

/** Each recording, and its datagrams that we would build otherwise, by number: all are refusals of ipmi_sim. */
const RECORDINGS: readonly (readonly [string, readonly string[]])[] = [
  ["go-ipmi-0.5.8", []],
  // Two bytes instead of eight; and a RAKP 2 that has a code although it refuses the name.
  ["ipmitool-and-freeipmi", ["47 openSessionRefused", "85 rakpRefused"]],
  ["pyghmi-and-python-ipmi", ["3 openSessionRefused"]],
  ["sol-suite-2", []],
  ["cipher-suites", ["256 openSessionRefused"]],
];

describe("recorded sessions", () => {
  it.each(RECORDINGS)("reads and builds again every datagram of %s", (name, built) => {
    const follower = new SessionFollower();
    const others = recording(name).flatMap((datagram, at) => {
      const { text, rebuilt } = follower.follow(datagram);
      return toHex(rebuilt) === toHex(datagram.bytes) ? [] : [`${at} ${text}`];
    });
    expect(others).toEqual(built);
  });

  it("decrypts what ipmitool sends in a session of suite 3", () => {
    const follower = new SessionFollower();
    const texts = recording("ipmitool-and-freeipmi").map((datagram) => follower.follow(datagram).text);
    expect(texts.slice(0, 12)).toEqual([
      "message 06.38 8e04",
      "message 07.38 000197060300000000",
      "openSessionRequest",
      "sessionOpened",
      "rakp1",
      "rakp2",
      "rakp3",
      "rakp4",
      "message 06.3b 04",
      "message 07.3b 0004",
      "message 2c.3e 0002",
      "message 2d.3e c1",
    ]);
  });
});
