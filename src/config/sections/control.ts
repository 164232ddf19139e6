/** The `control` section: the socket that extern-bmc's other commands, and programs, use. */
import { group, text } from "../values/values.ts";

const SOCKET = "a path, auto or off";

export const control = () =>
  group({
    socket: text(SOCKET)
      .min(1, SOCKET)
      .default("auto")
      .describe(
        "Unix socket for extern-bmc status, power, sensor, … and for programs; a directory that is not there is made. " +
          "auto: one of its own in $XDG_RUNTIME_DIR/extern-bmc, or in extern-bmc-UID of the temporary directory. off: none.",
      ),
  });
