/** Deliveries to a destination that is a name: it may have other addresses at each connection (DNS rebinding). */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { deliver } from "../../src/redfish/subscriptions/delivery.ts";

const LOOPBACK = { address: "127.0.0.1", family: 4 };
const OTHER = { address: "192.0.2.1", family: 4 };
const NOT_ALLOWED = "redfish.eventDestinations does not allow the address";

type LookedUp = (error: null, addresses: readonly (typeof LOOPBACK)[]) => void;

/** Gives the destination's name these addresses, one list for each look-up. */
function nameHas(...lists: readonly (readonly (typeof LOOPBACK)[])[]) {
  const left = [...lists];
  const lookup = vi.spyOn(process.getBuiltinModule("node:dns"), "lookup");
  lookup.mockImplementation(((_name: string, _options: object, callback: LookedUp) => {
    callback(null, left.shift() ?? []);
  }) as never);
  onTestFinished(() => lookup.mockRestore());
}

async function receiver() {
  let count = 0;
  const server = createServer((request, response) => {
    count++;
    request.resume();
    response.writeHead(204).end();
  }).listen(0, LOOPBACK.address);
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  /** Resolves with the reason why the event was not taken. */
  const send = (host = "receiver.example") =>
    new Promise<string | undefined>((resolve) => {
      const destination = new URL(`http://${host}:${port}/`);
      const isReachable = (address: string) => address === LOOPBACK.address;
      const delivery = { destination, headers: {}, body: "{}", verifiesCertificate: true, isReachable };
      deliver(delivery, new ManualClock(), resolve);
    });
  return { send, received: () => count };
}

it("are made to the addresses that are allowed", async () => {
  const { send, received } = await receiver();
  nameHas([OTHER, LOOPBACK]);
  expect([await send(), received()]).toEqual([undefined, 1]);
});

it("are not made once the name has other addresses", async () => {
  const { send, received } = await receiver();
  nameHas([LOOPBACK], [OTHER]);
  expect([await send(), await send()]).toEqual([undefined, NOT_ALLOWED]);
  expect(received()).toBe(1);
});

it("are not made to an address that is not allowed any more, such as one of an earlier configuration", async () => {
  const { send } = await receiver();
  expect(await send(OTHER.address)).toBe(NOT_ALLOWED);
});
