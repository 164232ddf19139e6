/** `run --open`: the page's address, and the port behind it. */
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { temporaryDirectory } from "../../support/daemon/control-server.ts";
import { startRun } from "../../support/qemu/run-qemu.ts";
import { PATIENCE } from "../../support/waiting/patience.ts";

/** A program in place of QEMU, which says that it has started and waits for its end. */
function fakeQemu(): string {
  const path = join(temporaryDirectory(), "qemu");
  const help = 'if [ "$2" = socket,help ]; then echo "  reconnect=<num>"; exit; fi';
  writeFileSync(path, `#!/bin/sh\n${help}\necho the guest starts >&2\nexec sleep 1000\n`);
  chmodSync(path, 0o755);
  return path;
}

/** Runs the program until a signal, and returns standard error and what `meanwhile` makes of the page's address. */
async function runOpen<Result>(flags: readonly string[], meanwhile: (url: URL) => Promise<Result>) {
  const control = join(temporaryDirectory(), "control.sock");
  const { child, exit, output } = startRun(["--control", control, ...flags], [fakeQemu()]);
  await vi.waitFor(() => expect(output.stderr).toContain("the guest starts"), PATIENCE);
  const [, address = ""] = /^web page: (\S+)$/m.exec(output.stderr) ?? [];
  const result = await meanwhile(new URL(address));
  child.kill("SIGTERM");
  await exit;
  return { result, stderr: output.stderr };
}

const statusWith = (url: URL, token: string | undefined) =>
  fetch(`${url.origin}/api/v1/status`, { headers: { authorization: `Bearer ${token}` } });

test("the address is printed before the guest starts, and its token is the API's and in no line of the log", async () => {
  const { result, stderr } = await runOpen(["--open", "--log-level", "trace", "--log-format", "json"], async (url) => {
    const [, token = ""] = /^#token=(.+)$/.exec(url.hash) ?? [];
    await statusWith(url, `${token}x`);
    await fetch(`${url.origin}/?token=x`);
    return { url, token, status: (await statusWith(url, token)).status };
  });
  expect(result.status).toBe(200);
  expect(result.url.hostname).toBe("127.0.0.1");
  expect(result.token).toMatch(/^[\w-]{43}$/);
  expect(stderr.indexOf("web page: ")).toBeLessThan(stderr.indexOf("the guest starts"));
  expect(stderr).toContain('"http":"127.0.0.1:');
  expect(stderr.split(result.token)).toHaveLength(2);
});

test("a token that is set stays", async () => {
  const tokenFile = join(temporaryDirectory(), "token");
  writeFileSync(tokenFile, "a-token-that-is-set");
  const { result } = await runOpen(["--open", "--http-token-file", tokenFile], async (url) => url.hash);
  expect(result).toBe("#token=a-token-that-is-set");
});
