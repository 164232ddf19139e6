/** `listen`, `tls` and `qmp`: where QEMU is met, and how. */
import { eachOnce } from "../values/doors.ts";
import { address, fileName, group, lazily, listOf } from "../values/values.ts";

export const listen = () => listOf(address()).min(1, "at least one address").refine(eachOnce, "each address once");

export const tls = lazily(() =>
  group({
    certFile: fileName()
      .describe("Our certificate, PEM, with the chain up to the authority.")
      .meta({ examples: ["server.pem"] }),
    keyFile: fileName()
      .describe("The key of our certificate, PEM, without a passphrase.")
      .meta({ examples: ["server-key.pem"] }),
    clientCaFile: fileName()
      .optional()
      .describe("Authorities, PEM, of which the other side must show a certificate. Left out: none is asked for.")
      .meta({ examples: ["client-ca.pem"] }),
  }),
);

export const qmp = lazily(() => address().refine((text) => /^(?:unix|tcp):/.test(text), "unix:PATH or tcp:HOST:PORT"));
