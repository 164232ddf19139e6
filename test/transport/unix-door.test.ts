import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join, relative } from "node:path";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { DoorError, openDoor } from "../../src/transport/door.ts";
import { UNIX_PATH_LIMIT_BYTES } from "../../src/transport/unix-path.ts";
import { connectTo, echoed, ended, eventually } from "../support/doors/client.ts";
import { openEchoDoor, temporaryDirectory } from "../support/doors/door.ts";

/** Leaves behind what a killed daemon does: a socket file without a listener. */
async function makeStaleSocket(path: string): Promise<void> {
  const server = createServer().listen(`${path}.live`);
  await once(server, "listening");
  linkSync(`${path}.live`, path);
  server.close();
  await once(server, "close");
}

/** A path in the directory that has exactly `bytes` bytes. */
function pathOfLength(directory: string, bytes: number): string {
  return join(directory, "s".repeat(bytes - Buffer.byteLength(directory) - 1));
}

async function refusal(listen: string): Promise<unknown> {
  return openDoor({ listen }, () => undefined, pino({ level: "silent" })).then(
    (door) => door.close().then(() => "opened"),
    (error) => error,
  );
}

describe("unix doors", () => {
  it("make a socket that only its owner can use, and remove it", async () => {
    const directory = temporaryDirectory();
    const { door } = await openEchoDoor({ listen: `unix:${directory}/bmc.sock` });
    expect(door.address).toBe(`unix:${directory}/bmc.sock`);
    expect(lstatSync(join(directory, "bmc.sock")).mode & 0o7777).toBe(0o600);
    expect(readdirSync(directory)).toEqual(["bmc.sock"]);
    await door.close();
    expect(readdirSync(directory)).toEqual([]);
  });

  it("put the process's umask back", async () => {
    const before = process.umask();
    await openEchoDoor({ listen: `unix:${temporaryDirectory()}/bmc.sock` });
    expect(process.umask()).toBe(before);
  });

  it("report a relative path as an absolute one", async () => {
    const path = join(temporaryDirectory(), "bmc.sock");
    const { door } = await openEchoDoor({ listen: `unix:${relative(process.cwd(), path)}` });
    expect(door.address).toBe(`unix:${path}`);
  });

  it("carry bytes both ways, sent before and after the connection is handed out", async () => {
    const { door, connections } = await openEchoDoor({ listen: `unix:${temporaryDirectory()}/bmc.sock` });
    const client = await connectTo(door.address);
    expect(await echoed(client, "before")).toBe("before");
    expect(await echoed(client, "after")).toBe("after");
    expect(connections.map(({ peer }) => peer)).toEqual([`${door.address} client #1`]);
  });

  it("accept connections as soon as the file exists", async () => {
    const path = join(temporaryDirectory(), "bmc.sock");
    const opening = openEchoDoor({ listen: `unix:${path}` });
    while (!existsSync(path)) await new Promise(setImmediate);
    const client = await connectTo(`unix:${path}`);
    await opening;
    expect(await echoed(client, "x")).toBe("x");
  });

  it("take a path at the length limit and refuse one past it", async () => {
    const directory = temporaryDirectory();
    const { door } = await openEchoDoor({ listen: `unix:${pathOfLength(directory, UNIX_PATH_LIMIT_BYTES)}` });
    expect(await echoed(await connectTo(door.address), "x")).toBe("x");
    const long = pathOfLength(directory, UNIX_PATH_LIMIT_BYTES + 1);
    expect(await refusal(`unix:${long}`)).toEqual(
      new DoorError(`unix:${long}: the path has 108 bytes, and a Unix socket's can have 107; choose a shorter one`),
    );
    expect(readdirSync(directory)).toHaveLength(1);
  });

  it("count a path's bytes, not its characters", async () => {
    const directory = temporaryDirectory();
    expect(await refusal(`unix:${directory}/${"é".repeat(50)}`)).toMatchObject({ name: "DoorError" });
  });

  const wrongPlaces: readonly [title: string, path: string, make: (directory: string) => void, message: string][] = [
    ["a directory that does not exist", "none/s", () => undefined, "does not exist; make it first"],
    ["a file as its directory", "f/s", (d) => writeFileSync(join(d, "f"), ""), "is not a directory"],
    ["a directory where everybody may write", "s", (d) => chmodSync(d, 0o777), "every user may replace files in"],
    ["a path with a file", "s", (d) => writeFileSync(join(d, "s"), "precious"), "that is not a socket"],
    ["a path with a directory", "s", (d) => mkdirSync(join(d, "s")), "that is not a socket"],
    ["a path with a dangling link", "s", (d) => symlinkSync("none", join(d, "s")), "that is not a socket"],
  ];

  it.each(wrongPlaces)("refuse %s and leave it alone", async (_title, name, make, message) => {
    const directory = temporaryDirectory();
    const path = join(directory, name);
    make(directory);
    const before = readdirSync(directory, { recursive: true });
    const error = await refusal(`unix:${path}`);
    expect(error).toBeInstanceOf(DoorError);
    expect(error).toHaveProperty("message", expect.stringContaining(`unix:${path}: `));
    expect(error).toHaveProperty("message", expect.stringContaining(message));
    expect(readdirSync(directory, { recursive: true })).toEqual(before);
  });

  // Only root can become another user; in CI that must be so.
  describe.skipIf(process.getuid?.() !== 0 && !process.env["CI"])("for a user who is not root", () => {
    const NOBODY = 65534;

    it.each([
      ["a directory that is not theirs", 0o755, () => undefined, "this user may not make files in the directory"],
      ["another user's stale socket in a sticky directory", 0o1777, makeStaleSocket, "the socket that was left there"],
    ] as const)("refuse %s", async (_title, mode, make, message) => {
      const directory = temporaryDirectory();
      const path = join(directory, "s");
      await make(path);
      // Any user may connect, so only the file's owner is wrong.
      if (existsSync(path)) chmodSync(path, 0o666);
      chmodSync(directory, mode);
      const before = readdirSync(directory);
      process.seteuid?.(NOBODY);
      const error = await refusal(`unix:${path}`).finally(() => process.seteuid?.(0));
      expect(error).toHaveProperty("message", expect.stringContaining(`unix:${path}: ${message}`));
      expect(readdirSync(directory)).toEqual(before);
    });

    it.each([
      ["in a directory that they may not search", "s", ""],
      ["below a directory that they may not search", "inner/s", "/inner"],
    ])("refuse a socket %s", async (_title, name, inner) => {
      const directory = temporaryDirectory();
      mkdirSync(join(directory, "inner"));
      chmodSync(directory, 0o744);
      process.seteuid?.(NOBODY);
      const error = await refusal(`unix:${directory}/${name}`).finally(() => process.seteuid?.(0));
      expect(error).toEqual(
        new DoorError(
          `unix:${directory}/${name}: the directory ${directory}${inner} may not be entered by this user (EACCES); ` +
            "choose another, or run the daemon as a user who may",
        ),
      );
    });
  });

  it("take a directory that everybody may write to if it is sticky, as /tmp is", async () => {
    const directory = temporaryDirectory();
    chmodSync(directory, 0o1777);
    expect(await refusal(`unix:${directory}/s`)).toBe("opened");
  });

  it("replace a socket without a listener", async () => {
    const path = join(temporaryDirectory(), "s");
    await makeStaleSocket(path);
    expect(lstatSync(path).isSocket()).toBe(true);
    const { door } = await openEchoDoor({ listen: `unix:${path}` });
    expect(await echoed(await connectTo(door.address), "x")).toBe("x");
  });

  it("refuse a socket with a listener, which keeps it", async () => {
    const first = await openEchoDoor({ listen: `unix:${temporaryDirectory()}/s` });
    expect(await refusal(first.door.address)).toHaveProperty(
      "message",
      `${first.door.address}: another program is listening there; stop it or choose another path`,
    );
    await eventually(() => expect(first.connections[0]?.stream.closed).toBe(true));
    expect(await echoed(await connectTo(first.door.address), "x")).toBe("x");
  });

  it("opened twice at one time let exactly one win", async () => {
    const path = join(temporaryDirectory(), "s");
    await makeStaleSocket(path);
    const results = await Promise.allSettled([1, 2].map(() => openEchoDoor({ listen: `unix:${path}` })));
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await echoed(await connectTo(`unix:${path}`), "x")).toBe("x");
  });

  it("leave a file alone that has taken the socket's place", async () => {
    const path = join(temporaryDirectory(), "s");
    const { door } = await openEchoDoor({ listen: `unix:${path}` });
    rmSync(path);
    writeFileSync(path, "precious");
    await door.close();
    expect(existsSync(path)).toBe(true);
  });

  it("end the connection when they close", async () => {
    const { door } = await openEchoDoor({ listen: `unix:${temporaryDirectory()}/s` });
    const client = await connectTo(door.address);
    await door.close();
    await ended(client);
  });
});
