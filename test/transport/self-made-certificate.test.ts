import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { makeIdentity, selfMadeIdentity } from "../../src/transport/self-made-certificate.ts";

describe("a self-made certificate", () => {
  it.each(["2026-11-29T12:00:00Z", "2045-01-01T00:00:00Z", "2055-06-01T00:00:00Z"])("made at %s is valid", (now) => {
    const { cert } = makeIdentity(Date.parse(now));
    const certificate = new X509Certificate(cert);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.checkIssued(certificate)).toBe(true);
    expect(Date.parse(certificate.validFrom)).toBe(Date.parse(now) - 86_400_000);
    const years = new Date(certificate.validTo).getUTCFullYear() - new Date(now).getUTCFullYear();
    expect(years).toBe(10);
  });
  it("has the names of this host, and a key of its own", () => {
    const { cert, key } = makeIdentity(Date.now());
    const certificate = new X509Certificate(cert);
    expect(certificate.checkHost("localhost")).toBe("localhost");
    expect(["127.0.0.1", "::1"].map((address) => certificate.checkIP(address))).toEqual(["127.0.0.1", "::1"]);
    expect(key.toString()).not.toBe(makeIdentity(Date.now()).key.toString());
  });
  it("is made once a process", () => {
    expect(selfMadeIdentity()).toBe(selfMadeIdentity());
  });
});
