import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseJournal } from "../../src/observe/journal.ts";
import { Recorder } from "../../src/observe/recorder.ts";
import { messagesIn } from "../../src/recording.ts";
import { temporaryDirectory } from "../support/door.ts";
import { FakeQemu, machine } from "../support/machine.ts";

it("a file that cannot be written any more ends its recording, not the other's", async () => {
  const kept = join(temporaryDirectory(), "bmc.jsonl");
  const doomed = temporaryDirectory();
  const warnings: object[] = [];
  const surroundings = {
    application: "test",
    messagesIn,
    warn: (message: string, details: object) => warnings.push({ message, ...details }),
  };
  const options = { journal: kept, pcap: join(doomed, "bmc.pcapng"), maxBytes: 1024, keep: 100 };
  const recorder = new Recorder(options, surroundings);
  await recorder.open();
  const bmc = machine();
  recorder.record(bmc.trace);
  const qemu = new FakeQemu(bmc, "3f");
  // It is full after some exchanges, and then there is no directory to rename it in.
  rmSync(doomed, { recursive: true });
  for (let id = 0; id < 30; id++) qemu.request(id, "06 01");
  await recorder.close();
  expect(warnings).toMatchObject([{ message: "recording ends here: the file cannot be written", file: options.pcap }]);
  expect(parseJournal(kept, readFileSync(kept, "utf8")).length).toBeGreaterThan(0);
});
