/** Certificates for a test, made by openssl as QEMU's documentation says (system/tls.rst): an authority and both ends. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Certificates {
  /** Named as QEMU's tls-creds-x509 wants its directory: ca-cert.pem, server-cert.pem, client-key.pem and so on. */
  readonly directory: string;
  file(name: `${"ca" | "server" | "client"}-${"cert" | "key"}.pem`): string;
}

const DAYS = "2";

/** Makes an authority, a server certificate for localhost and 127.0.0.1, and a client certificate. */
export function makeCertificates(directory: string): Certificates {
  const file = (name: string) => join(directory, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe" });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

  openssl(
    ...["req", "-x509", "-days", DAYS, "-subj", "/CN=test authority", ...newKey],
    ...["-keyout", file("ca-key.pem"), "-out", file("ca-cert.pem")],
    ...["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign"],
  );
  const sign = (end: "server" | "client", extensions: string) => {
    writeFileSync(file(`${end}.ext`), `basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\n${extensions}\n`);
    openssl(
      ...["req", "-subj", `/CN=test ${end}`, ...newKey],
      ...["-keyout", file(`${end}-key.pem`), "-out", file(`${end}.csr`)],
    );
    openssl(
      ...["x509", "-req", "-days", DAYS, "-CA", file("ca-cert.pem"), "-CAkey", file("ca-key.pem"), "-CAcreateserial"],
      ...["-in", file(`${end}.csr`), "-out", file(`${end}-cert.pem`), "-extfile", file(`${end}.ext`)],
    );
  };
  sign("server", "extendedKeyUsage=serverAuth\nsubjectAltName=DNS:localhost,IP:127.0.0.1");
  sign("client", "extendedKeyUsage=clientAuth");
  return { directory, file };
}
