/** The certificate service, read-only: the certificate of the door comes from the configuration, or is self-made. */
import { X509Certificate } from "node:crypto";
import type { Endpoint } from "../endpoint.ts";
import { collection, type Json, link, MANAGER, ROOT, resource } from "../resource.ts";
import type { ServiceState } from "../service-state.ts";

const SERVICE = `${ROOT}/CertificateService`;
const LOCATIONS = `${SERVICE}/CertificateLocations`;
const CERTIFICATES = `${MANAGER}/NetworkProtocol/HTTPS/Certificates`;
const CERTIFICATE = `${CERTIFICATES}/1`;

/** Properties by the short names of RFC 4514. */
const NAMES: Readonly<Record<string, string>> = {
  CN: "CommonName",
  O: "Organization",
  OU: "OrganizationalUnit",
  L: "City",
  ST: "State",
  C: "Country",
  emailAddress: "Email",
};

/** Makes an identifier of lines such as `CN=bmc`. */
function identifierOf(lines: string): Json {
  const parts = lines.split("\n").flatMap((line) => {
    const [, key = "", value = ""] = /^(\w+)=(.*)$/.exec(line) ?? [];
    const name = NAMES[key];
    return name === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(parts);
}

function certificateOf(pem: string): Json {
  const certificate = new X509Certificate(pem);
  const { subject, issuer, serialNumber, validFrom, validTo, fingerprint256 } = certificate;
  return resource(
    { at: CERTIFICATE, schema: "Certificate", id: "1", name: "Certificate of the Redfish door" },
    {
      // The door's own certificate, without its chain.
      CertificateString: certificate.toString(),
      CertificateType: "PEM",
      CertificateUsageTypes: ["Web"],
      Subject: identifierOf(subject),
      Issuer: identifierOf(issuer),
      SerialNumber: serialNumber.match(/../g)?.join(":"),
      ValidNotBefore: new Date(validFrom).toISOString(),
      ValidNotAfter: new Date(validTo).toISOString(),
      Fingerprint: fingerprint256,
      FingerprintHashAlgorithm: "TPM_ALG_SHA256",
    },
  );
}

/** The property of the protocol HTTPS. */
export function certificatesLink({ door }: ServiceState): Json {
  return door?.certificate === undefined ? {} : { Certificates: link(CERTIFICATES) };
}

export const certificateEndpoints: readonly Endpoint[] = [
  {
    path: SERVICE,
    get: () =>
      resource(
        { at: SERVICE, schema: "CertificateService", id: "CertificateService", name: "Certificate Service" },
        { CertificateLocations: link(LOCATIONS) },
      ),
  },
  {
    path: LOCATIONS,
    get: ({ service: { door } }) =>
      resource(
        { at: LOCATIONS, schema: "CertificateLocations", id: "CertificateLocations", name: "Certificate Locations" },
        { Links: { Certificates: door?.certificate === undefined ? [] : [link(CERTIFICATE)] } },
      ),
  },
  {
    path: CERTIFICATES,
    get: ({ service: { door } }) =>
      door?.certificate === undefined
        ? undefined
        : collection(CERTIFICATES, "CertificateCollection", "Certificates of the Redfish door", [CERTIFICATE]),
  },
  {
    path: CERTIFICATE,
    get: ({ service: { door } }) => (door?.certificate === undefined ? undefined : certificateOf(door.certificate)),
  },
];
