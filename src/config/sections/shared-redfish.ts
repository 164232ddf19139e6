/** The `sharedRedfish` section: one Redfish door for all machines. */
import { group, httpDoor } from "../values/values.ts";
import { tls } from "./listen.ts";

export const sharedRedfish = () =>
  group({
    listen: httpDoor()
      .optional()
      .describe(
        "One door for Redfish of all machines, each at Systems/NAME: https:HOST:PORT or http:HOST:PORT. Default: none. docs/redfish.md",
      )
      .meta({ examples: ["https:127.0.0.1:8000"] }),
    tls: tls
      .optional()
      .describe("Certificate of an https: door. Default: a self-made one, which clients cannot verify."),
  });
