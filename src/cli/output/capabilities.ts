/** `--print-capabilities`: capabilities of this program as JSON, for management tools, as vhost-user helpers print them. */
import { INTERFACE_KINDS } from "../../ipmi/channel.ts";
import { packageVersion } from "../../package-files.ts";
import { Capability, PROTOCOL_VERSION } from "../../wire/vm-control.ts";

export function capabilities(subcommands: readonly string[]): object {
  return {
    type: "ipmi-bmc",
    version: packageVersion(),
    vmProtocol: PROTOCOL_VERSION,
    qemuCapabilities: Object.keys(Capability),
    doors: ["unix", "tcp", "tls", "fd", "connect:unix", "connect:tcp", "connect:tls"],
    systemInterfaces: INTERFACE_KINDS,
    subcommands,
    features: [
      "socket-activation",
      "sd-notify",
      "terminate",
      "control",
      "journal",
      "pcapng",
      "state",
      "assertions",
      "http",
    ],
  };
}
