import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, linkSync, openSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server, Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryDirectory } from "../support/doors/door.ts";

const CHILD = fileURLToPath(new URL("../support/doors/fd-door-child.ts", import.meta.url));

/**
 * Passes one thing as descriptor 3 and opens doors on it. Returns the child's lines and our end, if it is a pipe.
 * @param through a program that runs the one it is given
 */
async function openInChild(
  descriptor3: number | "pipe",
  addresses: readonly string[],
  through: readonly string[] = [],
) {
  const [program = "", ...args] = [...through, process.execPath, CHILD, ...addresses];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit", descriptor3] });
  onTestFinished(() => void child.kill());
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout as Readable)) {
    lines.push(line);
    if (lines.length === addresses.length) break;
  }
  return { lines, ourEnd: child.stdio[3] };
}

/** Node does not show it. */
function descriptorOf(server: Server): number {
  return Reflect.get(Reflect.get(server, "_handle"), "fd");
}

async function listening(at: string | 0): Promise<Server> {
  const server = createServer().listen(...((at === 0 ? [0, "127.0.0.1"] : [at]) as [string]));
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return server;
}

describe("inherited descriptors", () => {
  it("may be a TCP socket that listens", async () => {
    const server = await listening(0);
    const { port } = server.address() as AddressInfo;
    const { lines } = await openInChild(descriptorOf(server), ["fd:3"]);
    server.close();
    expect(lines).toEqual(["open fd:3"]);
    expect(await text(connect(port, "127.0.0.1"))).toMatch(/^hello 127\.0\.0\.1:\d+$/);
  });

  it("may be a Unix socket that listens", async () => {
    const directory = temporaryDirectory();
    const server = await listening(join(directory, "first"));
    // Node removes the name it bound when our copy closes.
    linkSync(join(directory, "first"), join(directory, "second"));
    const { lines } = await openInChild(descriptorOf(server), ["fd:3"]);
    server.close();
    expect(lines).toEqual(["open fd:3"]);
    expect(await text(connect(join(directory, "second")))).toBe("hello fd:3 client #1");
  });

  it("may be of another network namespace, when a service manager says that it listens", async () => {
    const directory = temporaryDirectory();
    const server = await listening(join(directory, "first"));
    linkSync(join(directory, "first"), join(directory, "second"));
    const elsewhere = 'LISTEN_FDS=1 LISTEN_PID=$$ exec unshare --net "$0" "$@"';
    const { lines } = await openInChild(descriptorOf(server), ["fd:3"], ["sh", "-c", elsewhere]);
    server.close();
    expect(lines).toEqual(["open fd:3"]);
    expect(await text(connect(join(directory, "second")))).toBe("hello fd:3 client #1");
  });

  it("may be a socket that is connected", async () => {
    const { lines, ourEnd } = await openInChild("pipe", ["fd:3"]);
    expect(lines).toEqual(["open fd:3"]);
    expect(ourEnd).toBeInstanceOf(Socket);
    expect(await text(ourEnd as Socket)).toBe("hello fd:3 #1");
  });

  it("serve one door each", async () => {
    const { lines } = await openInChild("pipe", ["fd:3", "fd:3"]);
    expect(lines[1]).toBe(
      "DoorError: fd:3: the descriptor is already used by another door or by Node; give each door one of its own",
    );
  });

  it.each([
    ["/dev/null", "a device"],
    ["/", "a directory"],
    [CHILD, "a file"],
  ])("are refused if they are %s, which is %s", async (path, kind) => {
    const fd = openSync(path, "r");
    onTestFinished(() => closeSync(fd));
    const { lines } = await openInChild(fd, ["fd:3"]);
    expect(lines).toEqual([`DoorError: fd:3: the descriptor is ${kind}, not a socket; pass a socket as 3`]);
  });

  it("are refused if they are closed", async () => {
    const { lines } = await openInChild("pipe", ["fd:1000"]);
    expect(lines).toEqual(["DoorError: fd:1000: the descriptor is not open; pass an open socket as descriptor 1000"]);
  });
});
