/**
 * A certificate that signs itself (X.509 v3, RFC 5280), for https doors without files of their own. Clients cannot verify
 * it, so they must be told not to.
 */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import type { TlsIdentity } from "./tls-files.ts";

const YEARS = 10;
const DAY_MS = 86_400_000;
const SUBJECT = "extern-bmc";
const LOCAL_NAME = "localhost";
const LOCAL_ADDRESSES = [
  [127, 0, 0, 1],
  [...Array<number>(15).fill(0), 1],
];

/** DER tags. */
const Tag = {
  Integer: 0x02,
  BitString: 0x03,
  OctetString: 0x04,
  Oid: 0x06,
  Utf8String: 0x0c,
  UtcTime: 0x17,
  GeneralizedTime: 0x18,
  Sequence: 0x30,
  Set: 0x31,
  Version: 0xa0,
  Extensions: 0xa3,
  DnsName: 0x82,
  IpAddress: 0x87,
} as const;

/** Contents of object identifiers: id-at-commonName, ecdsa-with-SHA256, id-ce-subjectAltName. */
const COMMON_NAME = [0x55, 0x04, 0x03];
const ECDSA_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const SUBJECT_ALT_NAME = [0x55, 0x1d, 0x11];

let made: TlsIdentity | undefined;

/** The certificate of this process, made when it is first needed. */
export function selfMadeIdentity(): TlsIdentity {
  made ??= makeIdentity(Date.now());
  return made;
}

/** Makes a key and its certificate, which is valid from a day ago. */
export function makeIdentity(nowMs: number): TlsIdentity {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const body = toBeSigned(publicKey, nowMs);
  const signature = sign("sha256", body, privateKey);
  const certificate = sequence(body, algorithm(), bitString(signature));
  return {
    cert: Buffer.from(pem("CERTIFICATE", certificate)),
    key: Buffer.from(privateKey.export({ type: "pkcs8", format: "pem" })),
  };
}

function toBeSigned(publicKey: KeyObject, nowMs: number): Buffer {
  const serial = randomBytes(16);
  // Positive, and without a leading zero byte.
  serial[0] = ((serial[0] ?? 0) % 64) + 64;
  const end = new Date(nowMs);
  end.setUTCFullYear(end.getUTCFullYear() + YEARS);
  const name = sequence(der(Tag.Set, sequence(der(Tag.Oid, COMMON_NAME), der(Tag.Utf8String, Buffer.from(SUBJECT)))));
  return sequence(
    der(Tag.Version, der(Tag.Integer, [2])),
    der(Tag.Integer, serial),
    algorithm(),
    name,
    sequence(time(new Date(nowMs - DAY_MS)), time(end)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(Tag.Extensions, sequence(sequence(der(Tag.Oid, SUBJECT_ALT_NAME), der(Tag.OctetString, names())))),
  );
}

function names(): Buffer {
  const addresses = LOCAL_ADDRESSES.map((address) => der(Tag.IpAddress, address));
  return sequence(der(Tag.DnsName, Buffer.from(LOCAL_NAME)), ...addresses);
}

function algorithm(): Buffer {
  return sequence(der(Tag.Oid, ECDSA_SHA256));
}

/** RFC 5280 §4.1.2.5: years from 2050 on have four digits. */
function time(date: Date): Buffer {
  const digits = `${date.toISOString().slice(0, 19).replaceAll(/\D/g, "")}Z`;
  const isLong = date.getUTCFullYear() >= 2050;
  return der(isLong ? Tag.GeneralizedTime : Tag.UtcTime, Buffer.from(isLong ? digits : digits.slice(2)));
}

function bitString(bytes: Uint8Array): Buffer {
  return der(Tag.BitString, [0, ...bytes]);
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return der(Tag.Sequence, Buffer.concat(parts));
}

function der(tag: number, content: Uint8Array | readonly number[]): Buffer {
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, Math.floor(length / 256), length % 256];
  return Buffer.from([tag, ...size, ...content]);
}

function pem(label: string, bytes: Uint8Array): string {
  const lines = Buffer.from(bytes)
    .toString("base64")
    .replaceAll(/.{64}(?=.)/g, "$&\n");
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
