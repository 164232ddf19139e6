/** Handshake messages that come again because their answer was lost: FreeIPMI gives each repeat a new tag. */
import { expect, it } from "vitest";
import { Handshaking } from "../support/lan/lan-console.ts";
import { lanMachine } from "../support/lan/lan-machine.ts";

/** Place of the tag in a datagram of RMCP+ outside a session. */
const TAG_AT = 16;

it("answers a repeated message with the same bytes under its new tag", () => {
  const to = lanMachine();
  const handshaking = new Handshaking(to);
  const twice = (datagram: Uint8Array) => {
    const [first] = to.send([datagram]);
    const [second] = to.send([datagram.with(TAG_AT, 0x77)]);
    expect(second?.datagram).toEqual(first?.datagram.with(TAG_AT, 0x77));
  };
  twice(handshaking.openRequest());
  handshaking.open();
  twice(handshaking.rakp1Request());
  handshaking.rakp1();
  twice(handshaking.rakp3Request());
  expect(to.bmc.sessions.count).toBe(1);
});
