import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
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
