/** The `redfish` section: the machine's Redfish service. */
import { isIP } from "node:net";
import { group, httpDoor, listOf, text } from "../values/values.ts";
import { tls } from "./listen.ts";

const DESTINATION = "any, an address, or a network such as 192.0.2.0/24";

function isDestination(text: string): boolean {
  const [address = "", bits, ...more] = text.split("/");
  const most = isIP(address) === 6 ? 128 : 32;
  const isNetwork = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
  return text === "any" || (isIP(address) > 0 && isNetwork && more.length === 0);
}

export const redfish = () =>
  group({
    listen: httpDoor()
      .optional()
      .describe("Door for Redfish: https:HOST:PORT or http:HOST:PORT. Default: Redfish is not served. docs/redfish.md")
      .meta({ examples: ["https:127.0.0.1:8443"] }),
    tls: tls
      .optional()
      .describe("Certificate of an https: door. Default: a self-made one, which clients cannot verify."),
    eventDestinations: listOf(text(DESTINATION).refine(isDestination, DESTINATION))
      .default([])
      .describe(
        "Addresses and networks, besides loopback, to which subscriptions may send events: 192.0.2.7, 192.0.2.0/24, " +
          "2001:db8::/32; any allows every address but link-local ones and a " +
          "cloud's metadata.",
      ),
  });
