/** The young generation of V8's heap, whose collection stops all machines of a daemon. */
import { expect, it } from "vitest";
import { runCli } from "../support/daemon/cli.ts";

/** Makes many objects at the end of the process, some of which live on, and prints the size of the young generation in MiB. */
const FILL = `
  import { getHeapSpaceStatistics } from "node:v8";
  process.on("exit", () => {
    const kept = [];
    for (let n = 0; n < 800_000; n++) kept[n % 20_000] = { n, list: [n] };
    const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space");
    console.error((young.space_used_size + young.space_available_size) / 2 ** 20);
  });`;

it("stays at 1 MiB, however many objects a storm of clients makes", async () => {
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(FILL)}` };
  const { code, stderr } = await runCli(["--version"], { env });
  expect([code, Math.round(Number(stderr))]).toEqual([0, 1]);
});
