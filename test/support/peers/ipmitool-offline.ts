/** ipmitool on files alone: its dummy interface, behind which a BMC refuses every command. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** ipmitool's own structs, as it sends them on 64-bit machines: a request's data follow a pointer. */
const REQUEST_SIZE = 16;
const DATA_LENGTH_AT = 4;
const ANSWER_SIZE = 24;
const COMPLETION_CODE_AT = 4;

/** Returns the output. */
export async function ipmitoolOffline(args: readonly string[]): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "extern-bmc-ipmitool-"));
  const path = join(directory, "dummy.sock");
  const answer = Buffer.alloc(ANSWER_SIZE);
  answer[COMPLETION_CODE_AT] = 0xc1;
  const server = createServer((socket) => {
    let unread = Buffer.alloc(0);
    socket.on("error", () => {});
    socket.on("data", (bytes: Buffer) => {
      unread = Buffer.concat([unread, bytes]);
      while (unread.length >= REQUEST_SIZE) {
        const size = REQUEST_SIZE + unread.readUInt16LE(DATA_LENGTH_AT);
        if (unread.length < size) return;
        unread = unread.subarray(size);
        socket.write(answer);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  try {
    const env = { ...process.env, IPMI_DUMMY_SOCK: path };
    const { stdout } = await promisify(execFile)("ipmitool", ["-I", "dummy", ...args], { env, timeout: 30_000 });
    return stdout;
  } finally {
    server.close();
    rmSync(directory, { recursive: true, force: true });
  }
}
