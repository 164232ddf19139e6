import { describe, expect, it } from "vitest";
import { configSchema } from "../../../src/config/schema/schema.ts";

describe("media", () => {
  it("has no drives by default, and takes images of 16 GiB from http and https", () => {
    expect(configSchema.parse({}).media).toEqual({
      ...{ drives: [], schemes: ["http", "https"], verifyTls: true, maxBytes: 17_179_869_184 },
    });
  });
  it("has hosts in lower case, as they are compared", () => {
    const hosts = ["Images.Example", "2001:DB8::1"];
    expect(configSchema.parse({ media: { hosts } }).media.hosts).toEqual(["images.example", "2001:db8::1"]);
  });
  it.each([
    [4096, 4096],
    ["4 GiB", 2 ** 32],
    ["500MB", 500_000_000],
  ])("takes %o as the size of the largest image", (maxBytes, bytes) => {
    expect(configSchema.parse({ media: { maxBytes } }).media.maxBytes).toBe(bytes);
  });
  it.each([
    ["a drive twice", { drives: ["cd0", "cd0"] }, "each drive once"],
    ["nine drives", { drives: Array.from({ length: 9 }, (_, index) => `cd${index}`) }, "8 drives at most"],
    ["a drive that QEMU cannot name", { drives: ["0cd"] }, "the ID of a drive, such as cd0"],
    ["a drive with a path", { drives: ["a/../b"] }, "the ID of a drive, such as cd0"],
    ["files", { schemes: ["file"] }, "one of http, https"],
    ["a host with a port", { hosts: ["a:80/"] }, "without a port"],
    ["an image without bytes", { maxBytes: 0 }, "a number of bytes, or a size with its unit, 1 byte to 1 TiB: 16 GiB"],
    ["an image of more than 1 TiB", { maxBytes: "2 TiB" }, "a number of bytes, or a size"],
    ["a size without a unit that exists", { maxBytes: "16 Gx" }, "a number of bytes, or a size"],
  ])("refuses %s", (_, media, message) => {
    const { error } = configSchema.safeParse({ media });
    expect(error?.issues[0]?.message).toContain(message);
  });
});
