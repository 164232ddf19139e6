/** The question to a QEMU how its option is called: it ends, whatever program is asked. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { reconnectOf } from "../../../src/cli/commands/qemu-args.ts";
import { temporaryDirectory } from "../../support/daemon/control-server.ts";

/** Ignores SIGTERM, gives no answer, and leaves a file if nothing ends it. */
const DEAF = `#!/bin/sh
trap "" TERM
for n in 0 1 2 3 4 5 6 7 8 9; do sleep 0.3; done
touch "$0.end"
`;

test("a program that ignores SIGTERM is killed at the time limit", () => {
  const file = join(temporaryDirectory(), "deaf");
  writeFileSync(file, DEAF, { mode: 0o755 });
  expect(() => reconnectOf(file, "after --", 200)).toThrow("no answer to -chardev socket,help");
  expect(existsSync(`${file}.end`)).toBe(false);
});
