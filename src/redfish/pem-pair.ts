/** A certificate with its key, as a client sends them in one text. */
import { createPrivateKey, X509Certificate } from "node:crypto";
import type { PemPair } from "../bmc/https-identity.ts";

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----(?:(?!-----)[\s\S])+-----END \1-----/g;

/**
 * Returns the pair in a text: a certificate, those of its chain in order, and its key. Without a key, it is for the present key.
 * Returns a sentence, which has no part of the text, when a door could not use them.
 */
export function pairIn(text: string, presentKey: string, nowMs: number): PemPair | string {
  const blocks = [...text.matchAll(BLOCK)].map(([pem, label = ""]) => ({ pem, label }));
  const certificates = blocks.filter(({ label }) => label === "CERTIFICATE").map(({ pem }) => pem);
  const keys = blocks.filter(({ label }) => label.endsWith("PRIVATE KEY"));
  if (keys.some(({ label, pem }) => label.startsWith("ENCRYPTED") || pem.includes("ENCRYPTED"))) {
    return "the key has a passphrase; send it without one";
  }
  if (keys.length > 1) return `the text has ${keys.length} private keys; expected one`;
  const cert = `${certificates.join("\n")}\n`;
  const key = keys[0] ? `${keys[0].pem}\n` : presentKey;
  const problem = problemOf(certificates, key, keys.length > 0, nowMs);
  if (problem !== undefined) return problem;
  const refusal = refusalOfTls({ cert, key });
  return refusal === undefined ? { cert, key } : `OpenSSL refuses them: ${refusal}`;
}

function problemOf(texts: readonly string[], key: string, isSent: boolean, nowMs: number): string | undefined {
  const chain = texts.map(certificateOf);
  const [own] = chain;
  if (!own || chain.includes(undefined)) return "the text has no certificate in PEM";
  const { validFrom, validTo } = own;
  if (!(Date.parse(validFrom) <= nowMs && nowMs < Date.parse(validTo))) {
    return `the certificate is valid from ${validFrom} to ${validTo}, and not now`;
  }
  if (chain.some((each, index) => index > 0 && !isIssuedBy(chain[index - 1], each))) {
    return "the certificates are no chain; send the door's own first, and each issuer after what it has issued";
  }
  if (isKeyOf(own, key)) return undefined;
  return isSent ? "the key is not the certificate's" : "the certificate is for another key; send that in the same text";
}

function certificateOf(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function isIssuedBy(one: X509Certificate | undefined, issuer: X509Certificate | undefined): boolean {
  return one !== undefined && issuer !== undefined && one.checkIssued(issuer) && one.verify(issuer.publicKey);
}

function isKeyOf(certificate: X509Certificate, key: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

/** Returns OpenSSL's reason against a pair, such as a key that is too small. */
export function refusalOfTls(pair: PemPair): string | undefined {
  try {
    process.getBuiltinModule("node:tls").createSecureContext({ ...pair });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
