/** The `redfish` section: the machine's Redfish service. */
import { group, httpDoor } from "../values/values.ts";
import { tls } from "./listen.ts";

export const redfish = () =>
  group({
    listen: httpDoor()
      .optional()
      .describe("Door for Redfish: https:HOST:PORT or http:HOST:PORT. Default: Redfish is not served. docs/redfish.md")
      .meta({ examples: ["https:127.0.0.1:8443"] }),
    tls: tls
      .optional()
      .describe("Certificate of an https: door. Default: a self-made one, which clients cannot verify."),
  });
