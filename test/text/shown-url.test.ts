import { expect, test } from "vitest";
import { shownUrl } from "../../src/text/shown-url.ts";

test.each([
  ["http://a/b.iso", "http://a/b.iso"],
  ["https://a:8443/b.iso?token=s3cr3t&x=1#y", "https://a:8443/b.iso?..."],
  ["http://user:s3cr3t@a/?x", "http://a/?..."],
  ["http://a/\u001b[2J", "http://a/%1B[2J"],
  ["s3cr3t", undefined],
])("%j is shown as %j", (text, shown) => {
  expect(shownUrl(text)).toBe(shown);
});
