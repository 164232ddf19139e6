/**
 * The certificate service. The certificate of the door comes from files of the configuration, or is self-made: then a client may
 * replace it, and the machine keeps the client's.
 */
import { X509Certificate } from "node:crypto";
import { DONE } from "../changes.ts";
import { type Check, oneOf, parameters, shown } from "../checks.ts";
import type { Endpoint } from "../endpoint.ts";
import { MAX_PEM } from "../limits.ts";
import { message } from "../messages.ts";
import { pairIn } from "../pem-pair.ts";
import { RedfishError, sentence } from "../redfish-error.ts";
import type { Context, Reply } from "../request.ts";
import { collection, isJson, type Json, link, MANAGER, ROOT, resource } from "../resource.ts";
import type { ServiceState } from "../service-state.ts";

const SERVICE = `${ROOT}/CertificateService`;
const LOCATIONS = `${SERVICE}/CertificateLocations`;
const CERTIFICATES = `${MANAGER}/NetworkProtocol/HTTPS/Certificates`;
const CERTIFICATE = `${CERTIFICATES}/1`;

const REPLACE = "CertificateService.ReplaceCertificate";
const TARGET = `${SERVICE}/Actions/${REPLACE}`;
const TYPES = ["PEM", "PEMchain"] as const;
/** Why a certificate cannot be replaced. */
const FIXED =
  "Replace the files of redfish.tls, or of sharedRedfish, in the configuration; only a self-made certificate of a machine's own " +
  "https: door can be replaced here.";

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

/** A text that may have a private key: no answer repeats it. */
const certificateText: Check<string> = (value, name, wording) => {
  if (typeof value !== "string") return wording.type("(not shown)", name);
  return value.length <= MAX_PEM ? { value } : message("StringValueTooLong", ["(not shown)", `${MAX_PEM}`]);
};

/** A link to the certificate that is replaced. */
const presentOne: Check<string> = (value, name, wording) => {
  if (!isJson(value)) return wording.type(shown(value), name);
  const at = `${value["@odata.id"]}`.replace(/\/$/, "");
  return at === CERTIFICATE ? { value: at } : wording.list(shown(at), name);
};

const SHAPE = { CertificateString: certificateText, CertificateType: oneOf(TYPES), CertificateUri: presentOne };

function replace({ service: { door, machine } }: Context, body: Json): Reply {
  if (door?.replaceableKey === undefined)
    throw new RedfishError(501, [message("ActionNotSupported", [REPLACE], FIXED)]);
  const needed = ["CertificateString", "CertificateType", "CertificateUri"] as const;
  const { CertificateString: text } = parameters(REPLACE, SHAPE, body, ...needed);
  const pair = pairIn(text, door.replaceableKey, machine.clock.epochMs());
  if (typeof pair === "string") {
    const words = message("ActionParameterValueError", ["CertificateString", REPLACE], sentence(pair));
    throw new RedfishError(400, [words]);
  }
  machine.operate(({ httpsIdentity }) => httpsIdentity.replace(pair));
  const { fingerprint256: fingerprint } = new X509Certificate(pair.cert);
  machine.peerLog.write("info", { fingerprint }, "the certificate of the Redfish door was replaced");
  return { ...DONE, headers: { Location: CERTIFICATE } };
}

export const certificateEndpoints: readonly Endpoint[] = [
  {
    path: SERVICE,
    get: ({ service: { door } }) =>
      resource(
        { at: SERVICE, schema: "CertificateService", id: "CertificateService", name: "Certificate Service" },
        {
          CertificateLocations: link(LOCATIONS),
          ...(door?.replaceableKey !== undefined && {
            Actions: { [`#${REPLACE}`]: { target: TARGET, "CertificateType@Redfish.AllowableValues": TYPES } },
          }),
        },
      ),
  },
  { path: TARGET, post: { privileges: ["ConfigureManager"], run: replace } },
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
