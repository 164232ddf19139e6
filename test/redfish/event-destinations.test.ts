/** Where events may go: addresses, networks, and URLs that are none. */
import { expect, test } from "vitest";
import { configSchema } from "../../src/config/schema/schema.ts";
import { destinationIn, reachable } from "../../src/redfish/subscriptions/destination.ts";

test.each<[readonly string[], string, boolean]>([
  [[], "127.9.9.9", true],
  [[], "::1", true],
  [[], "::ffff:127.0.0.1", true],
  [[], "10.0.0.1", false],
  [[], "0.0.0.0", false],
  [[], "fe80::1", false],
  [["10.0.0.0/8"], "10.1.2.3", true],
  [["10.0.0.0/8"], "::ffff:10.1.2.3", true],
  [["10.0.0.0/8"], "11.0.0.1", false],
  [["2001:db8::/32"], "2001:db8::7", true],
  [["192.0.2.7"], "192.0.2.8", false],
  [["any"], "192.0.2.8", true],
  [["any"], "name", false],
  [["any"], "169.254.169.254", false],
  [["any"], "168.63.129.16", false],
  [["any"], "fd20:ce::254", false],
  [["any", "169.254.0.0/16"], "169.254.169.254", true],
])("with %j, events may go to %s: %s", (allowed, address, isAllowed) => {
  expect(reachable(allowed)(address)).toBe(isAllowed);
});

test.each(["", "x", "ftp://127.0.0.1/", "http://", "http://a@127.0.0.1/", "http://127.0.0.1/#x"])(
  "%j is no destination",
  (text) => {
    expect(destinationIn(text)).toBeUndefined();
  },
);

test.each(["10.0.0.0/33", "name", "10.0.0.0/8/8", "2001:db8::/129", ""])("eventDestinations refuses %j", (text) => {
  const result = configSchema.safeParse({ redfish: { eventDestinations: [text] } });
  expect(JSON.stringify(result.error?.issues)).toContain("a network such as 192.0.2.0/24");
});
