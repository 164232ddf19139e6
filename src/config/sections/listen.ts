/** The `listen`, `tls` and `qmp` settings: the addresses for QEMU. */
import { eachOnce } from "../values/doors.ts";
import { address, fileName, group, lazily, listOf } from "../values/values.ts";

export const listen = () => listOf(address()).min(1, "at least one address").refine(eachOnce, "each address once");

export const tls = lazily(() =>
  group({
    certFile: fileName()
      .describe("The daemon's certificate in PEM, with the chain up to the authority.")
      .meta({ examples: ["server.pem"] }),
    keyFile: fileName()
      .describe("The certificate's key in PEM, without a passphrase.")
      .meta({ examples: ["server-key.pem"] }),
    clientCaFile: fileName()
      .optional()
      .describe(
        "Authorities in PEM. The other side must present a certificate of one of them. Default: no client " +
          "certificate is requested.",
      )
      .meta({ examples: ["client-ca.pem"] }),
  }),
);

export const qmp = lazily(() => address().refine((text) => /^(?:unix|tcp):/.test(text), "unix:PATH or tcp:HOST:PORT"));
