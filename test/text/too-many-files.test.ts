import { expect, it } from "vitest";
import { withAdvice } from "../../src/text/too-many-files.ts";

it.each([
  "EMFILE: too many open files, open 'a'",
  "a: unable to open database file (too many open files)",
  "A system error occurred: uv_interface_addresses returned Unknown system error 24 (Unknown system error 24)",
])("%s: the message says what to do", (message) => {
  expect(withAdvice(message)).toBe(`${message}; too many files are open: raise the limit (ulimit -n, LimitNOFILE=)`);
});

it.each(["ENOENT: no such file or directory, open 'a'", "Unknown system error 241"])("%s: as it is", (message) => {
  expect(withAdvice(message)).toBe(message);
});
