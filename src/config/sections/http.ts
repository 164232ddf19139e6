/** The `http` section: the HTTP port. */

import { fileName, group, text } from "../values/values.ts";
import { tls } from "./listen.ts";

const TOKEN = "16 to 256 letters, digits or any of . _ ~ + / = -";

export const http = () =>
  group({
    listen: text("HOST:PORT")
      .regex(/^((?:\[[0-9a-f:.]+\])|[^:[\]]+):\d{1,5}$/i, {
        error: "HOST:PORT, such as 127.0.0.1:9623",
        abort: true,
      })
      .refine((text) => Number(text.split(":").at(-1)) <= 0xffff, "a port from 0 to 65535")
      .optional()
      .describe(
        "HOST:PORT for the API, the web page, and without authentication /metrics, /healthz and /readyz; port 0: any " +
          "free port. Default: no port.",
      )
      .meta({ examples: ["127.0.0.1:9623"] }),
    token: text(TOKEN)
      .regex(/^[\w.~+/=-]{16,256}$/, TOKEN)
      .optional()
      .describe(
        "Token that clients of the API and the web page send, 16 to 256 characters. A client with it may do what the daemon's user may. " +
          "Default: neither API nor web page, unless tokenFile is set.",
      )
      .meta({ examples: ["0123456789abcdef"] }),
    tokenFile: fileName({ mayBeAbsent: true })
      .optional()
      .describe("File with the token. If it does not exist, the daemon writes one with a random token and mode 0600.")
      .meta({ examples: ["http-token"] }),
    tls: tls.optional().describe("Certificate of the port, which then serves https only. Default: http."),
  });
