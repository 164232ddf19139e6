/** `open` against a daemon in this process. */
import { expect, test } from "vitest";
import { runCli } from "../../support/daemon/cli.ts";
import { controlServer } from "../../support/daemon/control-server.ts";
import { machine } from "../../support/machine/machine.ts";

test("prints the address of the HTTP port, as text and as JSON", async () => {
  const { path } = await controlServer([machine()], { http: "http://127.0.0.1:9623" });
  expect((await runCli(["open", "--socket", path])).stdout).toBe("http://127.0.0.1:9623\n");
  expect(JSON.parse((await runCli(["open", "--socket", path, "--json"])).stdout)).toEqual({
    url: "http://127.0.0.1:9623",
  });
});

test("says how to have one", async () => {
  const { path } = await controlServer([machine()]);
  const stderr = "extern-bmc: the daemon has no HTTP port; start it with --http 127.0.0.1:9623\n";
  expect(await runCli(["open", "--socket", path])).toMatchObject({ code: 1, stdout: "", stderr });
});
