/** The `control` section: the socket of extern-bmc's other commands and of programs. */
import { group, text } from "../values/values.ts";

const SOCKET = "a path, auto or off";

export const control = () =>
  group({
    socket: text(SOCKET)
      .min(1, SOCKET)
      .default("auto")
      .describe(
        "Unix socket for extern-bmc status, power, sensor and other commands, and for programs. Missing " +
          "directories are created. auto: a separate one in $XDG_RUNTIME_DIR/extern-bmc, or in " +
          "extern-bmc-UID in the temporary directory. off: no socket.",
      ),
  });
