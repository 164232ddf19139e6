import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { makeIdentity } from "../../src/transport/self-made-certificate.ts";
import { at, redfishService } from "../support/redfish/service.ts";

const MANAGER = "/redfish/v1/Managers/1";
const LOCATIONS = "/redfish/v1/CertificateService/CertificateLocations";

describe("the certificate of the door", () => {
  it("is found along links, and described", () => {
    const { service, get } = redfishService();
    const { cert } = makeIdentity(Date.UTC(2030, 0, 2));
    service.door = { port: 8443, secure: true, certificate: cert.toString() };
    const path = `${MANAGER}/NetworkProtocol/HTTPS/Certificates`;
    expect(get(`${MANAGER}/NetworkProtocol`).json).toMatchObject({ HTTPS: { Certificates: { "@odata.id": path } } });
    expect(get(LOCATIONS).json).toMatchObject({ Links: { Certificates: [{ "@odata.id": `${path}/1` }] } });
    const { json } = get(`${path}/1`);
    expect(json).toMatchObject({
      CertificateType: "PEM",
      SerialNumber: expect.stringMatching(/^(?:[\dA-F]{2}:){15}[\dA-F]{2}$/),
      Subject: { CommonName: "extern-bmc" },
      Issuer: { CommonName: "extern-bmc" },
      ValidNotBefore: "2030-01-01T00:00:00.000Z",
      ValidNotAfter: "2040-01-02T00:00:00.000Z",
    });
    expect(new X509Certificate(`${json["CertificateString"]}`).fingerprint256).toBe(json["Fingerprint"]);
  });
  it("does not exist at an http: door", () => {
    const { service, get } = redfishService();
    service.door = { port: 8080, secure: false };
    expect(get(`${MANAGER}/NetworkProtocol/HTTPS/Certificates`).status).toBe(404);
    expect(at(get(`${MANAGER}/NetworkProtocol`).json, "HTTPS/Certificates")).toBeUndefined();
    expect(get(LOCATIONS).json).toMatchObject({ Links: { Certificates: [] } });
  });
});

describe("CertificateService.ReplaceCertificate", () => {
  const ACTION = "/redfish/v1/CertificateService/Actions/CertificateService.ReplaceCertificate";
  const CERTIFICATE = `${MANAGER}/NetworkProtocol/HTTPS/Certificates/1`;
  const CLOCK = new ManualClock();
  const made = (nowMs = CLOCK.epochMs()) => {
    const { cert, key } = makeIdentity(nowMs);
    return { cert: `${cert}`, key: `${key}` };
  };

  function setUp() {
    const client = redfishService({}, CLOCK);
    const door = made();
    client.service.door = { port: 8443, secure: true, certificate: door.cert, replaceableKey: door.key };
    const replace = (text: unknown, more: object = {}) => {
      const uri = { "@odata.id": CERTIFICATE };
      return client.post(ACTION, { CertificateString: text, CertificateType: "PEM", CertificateUri: uri, ...more });
    };
    return { ...client, door, replace, kept: () => client.machine.bmc.httpsIdentity.replaced };
  }

  it("takes a certificate with its key, in either order, or one for the key that the door has", () => {
    const { replace, kept, door, get } = setUp();
    expect(at(get("/redfish/v1/CertificateService").json, `Actions/#${ACTION.split("/").at(-1)}/target`)).toBe(ACTION);
    const pair = made();
    expect(replace(`${pair.key}${pair.cert}`)).toMatchObject({ status: 204, headers: { Location: CERTIFICATE } });
    expect(kept()).toEqual(pair);
    expect(replace(`a comment\n${door.cert}`, { CertificateType: "PEMchain" }).status).toBe(204);
    expect(kept()).toEqual(door);
  });
  it.each<readonly [string, (own: ReturnType<typeof made>) => string, string]>([
    ["no certificate", () => "hello", "has no certificate in PEM"],
    ["damaged", ({ cert, key }) => `${cert.replace("MII", "AAA")}${key}`, "has no certificate in PEM"],
    ["without its key", ({ cert }) => cert, "is for another key; send that in the same text"],
    ["with another key", ({ cert }) => `${cert}${made().key}`, "The key is not the certificate's"],
    ["with two keys", ({ cert, key }) => `${cert}${key}${key}`, "has 2 private keys"],
    [
      "with a passphrase",
      ({ cert, key }) => `${cert}${key.replaceAll("PRIVATE", "ENCRYPTED PRIVATE")}`,
      "a passphrase",
    ],
    ["with a wrong chain", ({ cert, key }) => `${cert}${made().cert}${key}`, "are no chain"],
    ["not valid yet", () => Object.values(made(CLOCK.epochMs() + 864e5 * 2)).join(""), "and not now"],
  ])("refuses a certificate: %s", (_, text, reason) => {
    const { replace, kept } = setUp();
    const answer = replace(text(made()));
    expect(answer).toMatchObject({ status: 400, messages: ["ActionParameterValueError"] });
    expect(JSON.stringify(answer.json)).toContain(reason);
    expect(JSON.stringify(answer.json)).not.toContain("BEGIN");
    expect(kept()).toBeUndefined();
  });
  it("refuses other parameters, without what may be a key, and other users", () => {
    const { replace, post, kept } = setUp();
    const { cert, key } = made();
    expect(post(ACTION, {}).messages).toEqual(Array(3).fill("ActionParameterMissing"));
    expect(replace(cert, { CertificateType: "PKCS12" }).messages).toEqual(["ActionParameterValueNotInList"]);
    for (const uri of [{}, { "@odata.id": "/redfish/v1" }]) {
      expect(replace(cert, { CertificateUri: uri }).messages).toEqual(["ActionParameterValueNotInList"]);
    }
    for (const text of [[key], key.repeat(200)]) expect(JSON.stringify(replace(text).json)).not.toContain("BEGIN");
    expect(post(ACTION, {}, { user: "operator" }).status).toBe(403);
    expect(kept()).toBeUndefined();
  });
  it("is not possible for files of the configuration", () => {
    const { service, replace, get, door } = setUp();
    service.door = { port: 8443, secure: true, certificate: door.cert };
    expect(get("/redfish/v1/CertificateService").json["Actions"]).toBeUndefined();
    const answer = replace(`${door.cert}${door.key}`);
    expect(answer).toMatchObject({ status: 501, messages: ["ActionNotSupported"] });
    expect(JSON.stringify(answer.json)).toContain("Replace the files of redfish.tls");
  });
});

describe("the serial port", () => {
  it("is an interface of the manager with the bit rate of Serial over LAN", () => {
    const { get } = redfishService({ serial: "unix:/tmp/ser0" });
    expect(get(MANAGER).json).toMatchObject({ SerialInterfaces: { "@odata.id": `${MANAGER}/SerialInterfaces` } });
    expect(get(`${MANAGER}/SerialInterfaces/1`).json).toMatchObject({ InterfaceEnabled: true, BitRate: "115200" });
  });
  it("does not exist without one", () => {
    const { get } = redfishService();
    expect(get(MANAGER).json["SerialInterfaces"]).toBeUndefined();
    expect(get(`${MANAGER}/SerialInterfaces`).status).toBe(404);
  });
});
