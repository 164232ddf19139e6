import { describe, expect, it } from "vitest";
import { guardedLookup, type SourceRules, sourceOf } from "../../src/media/image-source.ts";
import { isLoopback } from "../../src/media/reserved-addresses.ts";

const ANY: SourceRules = { schemes: ["http", "https"], hosts: undefined };

describe("an image's address", () => {
  it.each(["http://a/b.iso", "https://a:8443/b.iso?x=1", "HTTP://A/"])("may be %s", (url) => {
    expect(sourceOf(url, ANY).href).toBe(new URL(url).href);
  });
  it.each([
    ["file:///etc/passwd", "expected http:// or https://"],
    ["nfs://a/b.iso", "expected http://"],
    ["//a/b.iso", "expected http://"],
    ["cd.iso", "expected http:// or https://, or the name of a file in the directory that media.images sets"],
    ["", "expected http://"],
    ["http://user:secret@a/b.iso", "send UserName and Password instead"],
    ["http://user@a/b.iso", "send UserName and Password instead"],
  ])("may not be %j", (url, reason) => {
    expect(() => sourceOf(url, ANY)).toThrow(reason);
    expect(() => sourceOf(url, ANY)).not.toThrow("secret");
  });
  it("has one of the schemes of media.schemes", () => {
    expect(() => sourceOf("http://a/", { ...ANY, schemes: ["https"] })).toThrow("expected https://");
  });
  it("names one of the hosts of media.hosts", () => {
    const rules = { ...ANY, hosts: ["images.example", "::1"] };
    expect(sourceOf("http://IMAGES.example:81/a", rules).port).toBe("81");
    expect(sourceOf("http://[::1]/a", rules).pathname).toBe("/a");
    for (const url of ["http://images.example.evil/", "http://a@images.example/", "http://127.0.0.1/"]) {
      expect(() => sourceOf(url, rules)).toThrow();
    }
  });
});

/** Looks up the host of a URL, as a connection to it does. */
function addressesFor(url: string, isLocal: boolean, rules = ANY): Promise<unknown> {
  const target = new URL(url);
  const find = guardedLookup(target, rules, isLocal);
  return new Promise((resolve, reject) => {
    find(target.hostname, { all: true }, (error, found) => (error ? reject(error) : resolve(found)));
  });
}

describe("an address that only this host reaches", () => {
  const only = /which is loopback, link-local or a cloud's metadata; media.hosts can allow it/;
  it.each([
    "http://127.0.0.1/",
    "http://127.9.9.9/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0.0.0.0/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://169.254.169.254/latest/meta-data",
    "http://[fe80::1]/",
    "http://[fd00:ec2::254]/latest/meta-data",
    "http://[fd00:ec2::23]/v1/credentials",
    "http://[fd20:ce::254]/computeMetadata/v1/",
    "http://[fd00:c1::a9fe:a9fe]/opc/v2/",
    "http://[fd00:42::42]/conf",
    "http://[::ffff:169.254.169.254]/",
    "http://2852039166/latest/meta-data",
    "http://0xa9.0xfe.0xa9fe/latest/meta-data",
    "http://168.63.129.16/machine",
    "http://[::ffff:a83f:8110]/machine",
    "http://[64:ff9b::168.63.129.16]/machine",
    "http://100.100.100.200/latest/meta-data",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[64:ff9b::127.0.0.1]/",
    "http://[64:ff9b::]/",
  ])("is refused: %s", (url) => {
    expect(() => guardedLookup(new URL(url), ANY, false)).toThrow(only);
  });
  it("is refused by its name, too, when the connection is made", async () => {
    await expect(addressesFor("http://localhost/", false)).rejects.toThrow(only);
  });
  it("may be loopback for a client on this host, but not link-local", async () => {
    expect(await addressesFor("http://localhost/", true)).toContainEqual({ address: "127.0.0.1", family: 4 });
    for (const host of [
      "169.254.169.254",
      "168.63.129.16",
      "[fd00:ec2::254]",
      "[64:ff9b::169.254.0.1]",
      "[64:ff9b::127.0.0.1]",
    ]) {
      expect(() => guardedLookup(new URL(`http://${host}/`), ANY, true)).toThrow(only);
    }
  });
  it("is not one of other IPv6 networks, translated or not", () => {
    for (const host of ["[64:ff9b::192.0.2.1]", "[64:ff9b::128.0.0.1]", "[fd00:ec2::253]", "[2001:db8::1]"]) {
      expect(() => guardedLookup(new URL(`http://${host}/`), ANY, false)).not.toThrow();
    }
  });
  it("may be one that media.hosts lists", () => {
    const rules = { ...ANY, hosts: ["169.254.169.254", "127.0.0.1"] };
    for (const url of ["http://169.254.169.254/", "http://127.0.0.1/"]) guardedLookup(new URL(url), rules, false);
  });
});

it("loopback has names for IPv4 and IPv6", () => {
  const addresses = ["127.0.0.1", "::1", "::ffff:127.0.0.1", "192.0.2.1", "2001:db8::1", "localhost", ""];
  expect(addresses.map(isLoopback)).toEqual([true, true, true, false, false, false, false]);
});
