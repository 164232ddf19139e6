/** The answers of one turn share a commit, leave after it, and become refusals if it fails. */
import { expect, it, vi } from "vitest";
import type { AnswerStore } from "../../src/store/answer-commits.ts";
import { TURN_BYTES } from "../../src/transport/turn-reader.ts";
import { FakeQemu, storedMachine } from "../support/machine/machine.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const ADD = "0a 44 00 00 02 00 00 00 00 20 00 04 01 30 01 59 5b 5a";
const SELF_TEST = "06 04";

/** A store in memory: a change is an added SEL record. */
function lab(outcomes: readonly boolean[] = []) {
  const happened: string[] = [];
  const left = [...outcomes];
  let stored = 0;
  let records = () => 0;
  const store: AnswerStore = {
    get changed() {
      return records() !== stored;
    },
    commit() {
      if (!this.changed) return true;
      const done = left.shift() ?? true;
      happened.push(done ? "commit" : "failure");
      stored = records();
      return done;
    },
    close() {},
  };
  const to = storedMachine(store);
  records = () => to.bmc.sel.size;
  stored = records();
  const qemu = new FakeQemu(to, "3f");
  qemu.onWrite = () => void happened.push("answers");
  return { qemu, happened };
}

it("stores the changes of a turn once, before its answers leave", () => {
  const { qemu, happened } = lab();
  qemu.requests([ADD, SELF_TEST, ADD, ADD]);
  expect(happened).toEqual(["commit", "answers"]);
  expect(qemu.received().map((frame) => frame.slice(8, 17))).toEqual([
    "00 0b.0 4",
    "01 07.0 0",
    "02 0b.0 4",
    "03 0b.0 4",
  ]);
});

it("keeps the order of a turn's answers when something else commits between two of them", () => {
  const changed = [true, false];
  const store: AnswerStore = {
    get changed() {
      return changed.shift() ?? false;
    },
    commit: () => true,
    close() {},
  };
  const qemu = new FakeQemu(storedMachine(store), "3f");
  changed.splice(0, changed.length, true, false);
  qemu.requests([ADD, SELF_TEST]);
  expect(qemu.received().map((frame) => frame.slice(8, 17))).toEqual(["00 0b.0 4", "01 07.0 0"]);
});

it("stores the changes of many turns once a turn", async () => {
  const { qemu, happened } = lab();
  const count = 1000;
  qemu.requests(new Array<string>(count).fill(ADD));
  let answers = 0;
  await vi.waitFor(() => {
    answers += qemu.received().length;
    expect(answers).toBe(count);
  }, PATIENCE);
  const turns = happened.filter((what) => what === "commit").length;
  expect(turns).toBeGreaterThanOrEqual((22 * count) / TURN_BYTES);
  expect(turns).toBeLessThanOrEqual(count / 16);
  expect(happened.filter((what) => what === "answers")).toHaveLength(turns);
});

it("refuses the first request whose change could not be stored and those behind it, not those before", () => {
  const { qemu } = lab([false]);
  qemu.requests([SELF_TEST, ADD, SELF_TEST]);
  expect(qemu.received()).toEqual([
    "message 00 07.0 04 [00 55 00]",
    "message 01 0b.0 44 [c4]",
    "message 02 07.0 04 [d5]",
  ]);
});

it("sends the answers before a reset that QEMU reports takes effect", () => {
  const { qemu, happened } = lab();
  qemu.requests([ADD], "04 a1");
  expect(happened[0]).toBe("commit");
  expect(qemu.received()[0]).toMatch(/^message 00 /);
});
