/** Certificates and keys, read and checked before a door uses them, so that mistakes appear before QEMU connects. */
import type { TlsOptions } from "node:tls";
import { readRegularFile, unreadable } from "../os/regular-file.ts";
import type { TlsFiles } from "./connection.ts";
import { DoorError, reasonOf } from "./door-error.ts";

/** Time limit of a handshake; QEMU's takes milliseconds. */
export const HANDSHAKE_TIMEOUT_MS = 10_000;

/** Certificate, key and trusted authorities of one end, as PEM. */
export interface TlsIdentity {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly ca?: Buffer;
}

/**
 * Reads the files of a door and checks that the key belongs to the certificate. Throws DoorError, which names the
 * setting and its file.
 */
export function readTlsFiles(door: string, files: TlsFiles | undefined): TlsIdentity {
  if (files === undefined) {
    throw new DoorError(`${door}: TLS needs a certificate and its key; give tls.certFile and tls.keyFile`);
  }
  const cert = read(door, "tls.certFile", files.certFile);
  const key = read(door, "tls.keyFile", files.keyFile);
  checkCertificate(door, "tls.certFile", files.certFile, cert);
  try {
    const { createSecureContext } = process.getBuiltinModule("node:tls");
    createSecureContext({ cert, key });
  } catch (error) {
    throw new DoorError(
      `${door}: ${files.keyFile} (tls.keyFile) is not the key, without a passphrase, of ${files.certFile} ` +
        `(tls.certFile): ${reasonOf(error)}`,
      { cause: error },
    );
  }
  if (files.clientCaFile === undefined) return { cert, key };
  const ca = read(door, "tls.clientCaFile", files.clientCaFile);
  checkCertificate(door, "tls.clientCaFile", files.clientCaFile, ca);
  return { cert, key, ca };
}

/** Options for QEMU's `tls-creds-x509,endpoint=client`. With a clientCaFile, QEMU must present a certificate too. */
export function serverTls(door: string, files: TlsFiles | undefined): TlsOptions {
  const identity = readTlsFiles(door, files);
  const asksForCertificate = identity.ca !== undefined;
  return {
    ...identity,
    requestCert: asksForCertificate,
    rejectUnauthorized: asksForCertificate,
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
  };
}

function read(door: string, setting: string, file: string): Buffer {
  try {
    return readRegularFile(file);
  } catch (error) {
    throw new DoorError(`${door}: ${file} (${setting}): ${unreadable(error)}`, { cause: error });
  }
}

function checkCertificate(door: string, setting: string, file: string, pem: Buffer): void {
  const { X509Certificate } = process.getBuiltinModule("node:crypto");
  try {
    new X509Certificate(pem);
  } catch (error) {
    throw new DoorError(`${door}: ${file} (${setting}) has no certificate in PEM`, { cause: error });
  }
}
