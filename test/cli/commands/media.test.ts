/** `media`: `insert --wait` waits for the end of a download, and the list shows each drive in a line. */
import { Command } from "commander";
import { expect, it, vi } from "vitest";
import { addMedia } from "../../../src/cli/commands/media.ts";
import type { DriveEntry } from "../../../src/control/calls/media.ts";
import * as client from "../../../src/control/client.ts";

const IMAGE = "http://a/b.iso";
const EMPTY: DriveEntry = { id: "cd0", type: "cd", writeProtected: true };
const COMING: DriveEntry = { ...EMPTY, download: { image: IMAGE, percent: 25 } };

/** Runs a command line against a daemon that gives these answers. Returns the calls, and what was printed. */
async function run(args: readonly string[], answers: readonly unknown[]) {
  const left = [...answers];
  const call = vi.fn(async () => left.shift());
  vi.spyOn(client, "connect").mockResolvedValue({ call, [Symbol.asyncDispose]: async () => {} } as never);
  let printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += text;
    return true;
  });
  const program = new Command();
  addMedia(program);
  await program.parseAsync(["media", ...args], { from: "user" }).finally(() => vi.restoreAllMocks());
  return { calls: call.mock.calls as unknown[][], printed };
}

it("insert returns with the download's begin", async () => {
  const { calls, printed } = await run(["insert", IMAGE, "--drive", "cd0", "-m", "vm0"], [COMING]);
  expect(calls).toEqual([["media.insert", { machine: "vm0", drive: "cd0", image: IMAGE }]]);
  expect(printed).toMatch(/^Drive +Type +Image +Download\ncd0 +cd +- +25 %, http:\/\/a\/b\.iso\n$/);
});

it("insert --wait returns when the drive has the image", async () => {
  const inserted = { connected: true, drives: [{ ...EMPTY, image: IMAGE }] };
  const { calls, printed } = await run(
    ["insert", IMAGE, "--wait", "--json"],
    [COMING, { connected: true, drives: [COMING] }, inserted],
  );
  expect(calls.map(([name]) => name)).toEqual(["media.insert", "media.list", "media.list"]);
  expect(JSON.parse(printed)).toEqual(inserted.drives[0]);
});

it("insert --wait fails with the reason", async () => {
  const failure = { image: IMAGE, reason: "the server answered with status 404; expected 200" };
  const answers = [COMING, { connected: true, drives: [{ ...EMPTY, failure }] }];
  await expect(run(["insert", IMAGE, "--wait"], answers)).rejects.toThrow(`cd0: ${failure.reason}`);
});

it("the list is what is shown without an action", async () => {
  const failure = { image: IMAGE, reason: "no such host" };
  const drives = [EMPTY, { ...EMPTY, id: "cd1", image: IMAGE, failure }];
  const { calls, printed } = await run([], [{ connected: false, drives }]);
  expect(calls).toEqual([["media.list", {}]]);
  expect(printed).toMatch(
    /^cd0 +cd +- +-\ncd1 +cd +http:\/\/a\/b\.iso +failed: no such host\nNeither QMP nor libvirt .*\nSet qmp or power.libvirt/m,
  );
});

it("eject names the drive", async () => {
  const { calls } = await run(["eject", "--drive", "cd1"], [EMPTY]);
  expect(calls).toEqual([["media.eject", { drive: "cd1" }]]);
});
