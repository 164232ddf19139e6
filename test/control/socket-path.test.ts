/** Where clients look for daemons: everywhere that a daemon makes its socket, and nowhere that others may write to. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { prepareDirectory, usualSockets } from "../../src/control/socket-path.ts";
import { temporaryDirectory } from "../support/doors/door.ts";

it.each([
  ["made by the daemon", undefined],
  ["that others may read", 0o755],
])("a directory %s has sockets", (_, mode) => {
  const { directory, socket } = usual(mode);
  prepareDirectory(socket, "control socket");
  writeFileSync(socket, "");
  expect(usualSockets({ XDG_RUNTIME_DIR: directory })).toContain(socket);
});

it("neither end uses a directory that others may write to", () => {
  const { directory, socket } = usual(0o777);
  expect(() => prepareDirectory(socket, "control socket")).toThrow("others may write to the directory");
  writeFileSync(socket, "");
  expect(usualSockets({ XDG_RUNTIME_DIR: directory })).not.toContain(socket);
});

/** `mode`: undefined when the directory is not there yet. */
function usual(mode: number | undefined) {
  const directory = temporaryDirectory();
  const own = join(directory, "extern-bmc");
  if (mode !== undefined) {
    mkdirSync(own);
    chmodSync(own, mode);
  }
  return { directory, socket: join(own, "bmc-1.sock") };
}
