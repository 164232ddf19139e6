/** The `listen`, `systemInterface`, `tls` and `qmp` settings: the addresses for QEMU. */
import type { z } from "zod";
import { INTERFACE_KINDS, type InterfaceKind, interfaceChannel } from "../../ipmi/channel.ts";
import { doorIn, eachOnce } from "../values/doors.ts";
import { address, door, fileName, group, lazily, listOf, oneOf } from "../values/values.ts";

export const listen = () => listOf(door()).refine(eachOnce, "each address once");

export const systemInterface = () => oneOf(INTERFACE_KINDS);

interface Channels {
  readonly listen: readonly string[];
  readonly systemInterface: InterfaceKind;
  readonly lan: { readonly present: boolean; readonly channel: number };
}

/** Reports a LAN channel whose number a door's interface has. */
export function checkInterfaces({ listen, systemInterface, lan }: Channels, context: z.RefinementCtx): void {
  const taken = listen.find((text) => {
    const kind = doorIn(text)?.interface;
    return kind !== undefined && interfaceChannel(kind, systemInterface) === lan.channel;
  });
  if (!lan.present || taken === undefined) return;
  const message = `another number, because the interface of ${taken} has this one`;
  context.addIssue({ code: "custom", path: ["lan", "channel"], message });
}

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
