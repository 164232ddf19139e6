/** The `serial` setting: the guest's serial port. */
import { z } from "zod";
import { parseSerialAddress } from "../../serial/serial-address.ts";
import { group, integer, lazily, parsed, text } from "../values/values.ts";
import { MAX_BYTES, outputFile } from "./record.ts";

const FORMS = "an address, or { address, log, maxBytes, keep, chardev }";
const CHARDEV = "the ID of a chardev, such as ser0";

const address = () => parsed(parseSerialAddress);

const mapping = lazily(() =>
  group({
    address: address()
      .describe(
        "unix:PATH, tcp:HOST:PORT or telnet:HOST:PORT, where QEMU connects; connect: and one of these dials QEMU; " +
          "pty:PATH opens a terminal.",
      )
      .meta({ examples: ["connect:unix:/run/vm0/ser0"] }),
    log: outputFile()
      .describe("File with everything the guest prints. Overwritten at start.")
      .meta({ examples: ["vm0-console.log"] }),
    maxBytes: integer(1024, MAX_BYTES)
      .default(64 * 2 ** 20)
      .describe("Size at which the log is rotated: FILE becomes FILE.1. In bytes, 1024 or more."),
    keep: integer(0, 1000).default(4).describe("Number of rotated logs to keep, 0 to 1000."),
    chardev: text(CHARDEV)
      .regex(/^[A-Za-z][\w.-]*$/, CHARDEV)
      .default("ser0")
      .describe("ID of the port's chardev in QEMU, for a break by QMP."),
  }),
);

/** Plain text means the address. */
export const serial = lazily(() =>
  z.union([address().transform((written) => mapping.parse({ address: written })), mapping], FORMS),
);
