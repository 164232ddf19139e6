/** The `lab` section: the QEMUs on which the API and the web page may run the acceptance lab. */
import { z } from "zod";
import { group, text } from "../values/values.ts";

const A_NAME = "a name of 1 to 32 letters, digits, dots, underscores or dashes for each QEMU, 16 at most";
const NAME = /^[\w.-]{1,32}$/;
const MAX_QEMUS = 16;

const A_PROGRAM = "an absolute path, or the name of a program on the PATH";

const qemus = () =>
  z
    .record(z.string().regex(NAME), text(A_PROGRAM).regex(/^(?:\/[^\0]*|[^/\0-][^/\0]*)$/, A_PROGRAM), {
      error: ({ code }) => (code === "invalid_key" ? A_NAME : "a mapping"),
    })
    .refine((names) => Object.keys(names).length <= MAX_QEMUS, A_NAME);

export const lab = () =>
  group({
    qemu: qemus()
      .optional()
      .describe(
        "QEMUs by name. A client of the API can run no other program: it names one of these. Default: " +
          "qemu-system-x86_64 of the PATH, or that of EXTERN_BMC_QEMU.",
      )
      .meta({ examples: [{ stock: "qemu-system-x86_64", patched: "/opt/qemu/bin/qemu-system-x86_64" }] }),
  });
