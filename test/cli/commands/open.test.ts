/** `open` against a daemon in this process. */
import { expect, test } from "vitest";
import { runCli } from "../../support/daemon/cli.ts";
import { controlServer } from "../../support/daemon/control-server.ts";
import { machine } from "../../support/machine/machine.ts";

const PORT = "http://127.0.0.1:9623";

test("prints the address that logs the page in, as text and as JSON, or the address alone", async () => {
  const { path } = await controlServer([machine()], { http: { url: PORT, token: "0123456789+/=abc" } });
  const open = async (...options: string[]) => (await runCli(["open", "--socket", path, ...options])).stdout;
  const url = `${PORT}/#token=0123456789%2B%2F%3Dabc`;
  expect(await open()).toBe(`${url}\n`);
  expect(JSON.parse(await open("--json"))).toEqual({ url });
  expect(await open("--no-token")).toBe(`${PORT}\n`);
});

test.each([
  ["http://0.0.0.0:9623", PORT],
  ["http://[::]:9623", "http://[::1]:9623"],
])("a port on every address, %s, is opened at %s", async (url, reachable) => {
  const { path } = await controlServer([machine()], { http: { url } });
  expect((await runCli(["open", "--socket", path])).stdout).toBe(`${reachable}\n`);
});

test("says how to have one", async () => {
  const { path } = await controlServer([machine()]);
  const stderr =
    "extern-bmc: the daemon has no HTTP port; start it with --http 127.0.0.1:9623 --http-token-file FILE\n";
  expect(await runCli(["open", "--socket", path])).toMatchObject({ code: 1, stdout: "", stderr });
});
