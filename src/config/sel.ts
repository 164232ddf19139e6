/** The `sel` section: the system event log. */
import { group, integer } from "./values.ts";

/** A minute: far longer than any guest waits for an erasure. */
const MAX_ERASE_MS = 60_000;

export const sel = group({
  capacity: integer(1, 0xfffe).default(1024).describe("Records it has room for, 1 to 65534."),
  eraseMs: integer(0, MAX_ERASE_MS)
    .default(0)
    .describe("Milliseconds that Clear SEL takes, 0 to 60000; until then other SEL commands are answered 81h."),
});
