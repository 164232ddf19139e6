/**
 * Gives each test file a directory of its own for control sockets and temporary files, and none of the developer's
 * settings: no test finds a daemon that it did not start, and no daemon of the developer's meets one of a test.
 */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { QEMU_VARIABLE } from "../../../src/config/reading/override.ts";

/** The mode of /tmp: some tests run programs as another user. */
const EVERYBODY_STICKY = 0o1777;

/** The QEMU of tests may be set from outside. */
const isSetting = (name: string) => name.startsWith("EXTERN_BMC_") && name !== QEMU_VARIABLE;

// A short name: the path of a Unix socket in it has 107 bytes at most.
const directory = mkdtempSync(join(tmpdir(), "bmc-"));
chmodSync(directory, EVERYBODY_STICKY);

for (const name of Object.keys(process.env)) if (isSetting(name)) delete process.env[name];
delete process.env["XDG_RUNTIME_DIR"];
process.env["TMPDIR"] = directory;

afterAll(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
