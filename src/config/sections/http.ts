/** The `http` section: the HTTP port. */

import { group, text } from "../values/values.ts";
import { tls } from "./listen.ts";

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
        "HOST:PORT for /metrics, /healthz and /readyz, without authentication; port 0: any free port. " +
          "Default: no port.",
      )
      .meta({ examples: ["127.0.0.1:9623"] }),
    tls: tls.optional().describe("Certificate of the port, which then serves https only. Default: http."),
  });
