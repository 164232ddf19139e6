/**
 * The fate of an answer, for each acceptance: on BT, where the patch is, and on KCS. What QEMU itself does, stock and
 * patched, test/e2e/model-against-qemu.test.ts holds against the model.
 */
import { describe, expect, test } from "vitest";
import { ManualClock } from "../../../src/clock.ts";
import type { GuestStep, PortInterface, Sighting } from "../../../src/lab/host.ts";
import { ACCEPTANCES, type Acceptance, RESEMBLES } from "../../../src/lab/model/acceptance.ts";
import { ModelHost } from "../../../src/lab/model/model-host.ts";
import { encodeMessage } from "../../../src/wire/vm-message.ts";
import { toHex } from "../../support/bytes/hex.ts";
import { answerTo, type Script, TimedBmc } from "../../support/machine/timed-bmc.ts";

/** The n-th request asks for cmd n + 1, under sequence number 50h + n. */
const request = (nth = 0): GuestStep => ({
  kind: "request",
  netFn: 0x06,
  cmd: nth + 1,
  data: new Uint8Array(),
  seq: 0x50 + nth,
});
const wait = (ms: number): GuestStep => ({ kind: "wait", ms });
const pass = (ms: number): GuestStep => ({ kind: "pass", ms });
const drain: GuestStep = { kind: "drain" };
const reset: GuestStep = { kind: "reset" };

/**
 * The guest's result at each wait and drain: an answer, "-" for nothing, "hang" for nothing while busy. A kind that is
 * left out has the results of the kind that it resembles.
 */
type Seen = Readonly<Partial<Record<Acceptance, readonly string[]>>>;

interface Row {
  readonly title: string;
  readonly steps: readonly GuestStep[];
  readonly script: Script;
  /** Results on BT. KCS returns the same without the sequence number, the second byte here. */
  readonly seen: Seen;
  /** Results on KCS, where they differ in more. */
  readonly kcs?: Seen;
}

const all = (...seen: readonly string[]): Seen => ({ strict: seen });

function seenBy(kind: Acceptance, seen: Seen): readonly string[] | undefined {
  return seen[kind] ?? (kind === "strict" ? undefined : seenBy(RESEMBLES[kind], seen));
}

const ROWS: readonly Row[] = [
  {
    title: "1: the id it got is taken",
    steps: [request(0), wait(1), request(1), drain],
    script: (asked, _nth, bmc) => bmc.write(answerTo(asked)),
    seen: all("1c 50 01 00 42", "1c 51 02 00 42"),
  },
  {
    title: "2: another id is dropped and disarms the timer; the right one is still taken, however late",
    steps: [request(), wait(59_000), wait(1000)],
    script(asked, _nth, bmc) {
      bmc.write(answerTo(asked, asked.id + 1));
      bmc.write(answerTo(asked), 60_000);
    },
    seen: { ...all("hang", "1c 50 01 00 42"), any: ["1c 50 01 00 42", "-"], "timer-kept": ["1c 50 01 c3", "-"] },
  },
  {
    title: "3: FFh",
    steps: [request(), wait(60_000)],
    script: (asked, _nth, bmc) => bmc.write(answerTo(asked, 0xff)),
    seen: {
      ...all("hang"),
      "strict-or-ff": ["1c 50 01 00 42"],
      any: ["1c 50 01 00 42"],
      "timer-kept": ["1c 50 01 c3"],
    },
  },
  {
    title: "4: after 4 s QEMU answers C3h itself and continues with the next id",
    steps: [request(0), wait(3999), wait(1), request(1), drain],
    script: (asked, nth, bmc) => nth === 1 && bmc.write(answerTo(asked, 1)),
    seen: all("hang", "1c 50 01 c3", "1c 51 02 00 42"),
  },
  {
    title: "5: a late answer is taken for the answer to the next request where any id is",
    steps: [request(0), wait(4000), request(1), wait(1000), wait(1000)],
    script: (asked, nth, bmc) => bmc.write(answerTo(asked), nth === 0 ? 4500 : 1500),
    seen: {
      ...all("1c 50 01 c3", "hang", "1c 51 02 00 42"),
      any: ["1c 50 01 c3", "1c 51 01 00 42", "1c 51 02 00 42"],
    },
    // The second answer is one to nothing, and KCS reads on where the first one ended.
    kcs: { any: ["1c 01 c3", "1c 01 00 42", "-"] },
  },
  {
    title: "a late answer stops the next request's timer too: if that one's answer is lost, nothing ever comes",
    steps: [request(0), wait(4000), request(1), wait(60_000)],
    script: (asked, nth, bmc) => nth === 0 && bmc.write(answerTo(asked), 4500),
    seen: {
      ...all("1c 50 01 c3", "hang"),
      any: ["1c 50 01 c3", "1c 51 01 00 42"],
      "timer-kept": ["1c 50 01 c3", "1c 51 02 c3"],
    },
  },
  {
    title: "a second, unrequested answer is taken by the kind any; KCS gives only the part past the first one's end",
    steps: [request(0), drain, wait(1), drain],
    script(asked, _nth, bmc) {
      bmc.write(answerTo(asked));
      bmc.write(Uint8Array.of(0x05, 0x1c, 0x01, 0x00, 0x42, 0x43, 0x44, 0x15, 0xa0), 1);
    },
    seen: { ...all("1c 50 01 00 42", "-", "-"), any: ["1c 50 01 00 42", "1c 50 01 00 42 43 44", "-"] },
    kcs: { any: ["1c 01 00 42", "43 44", "-"] },
  },
  {
    title: "an answer to nothing is taken under the id that comes next, unless the device itself waits for none",
    steps: [request(0), drain, wait(1)],
    script(asked, _nth, bmc) {
      bmc.write(answerTo(asked));
      bmc.write(Uint8Array.of(0x01, 0x1c, 0x01, 0x00, 0x42, 0x43, 0x44, 0x19, 0xa0), 1);
    },
    seen: { ...all("1c 50 01 00 42", "1c 50 01 00 42 43 44"), "timer-kept": ["1c 50 01 00 42", "-"] },
    kcs: { ...all("1c 01 00 42", "43 44"), "timer-kept": ["1c 01 00 42", "-"] },
  },
  {
    title: "a reset of the machine leaves a request outstanding, or ends it",
    steps: [request(0), reset, drain, request(1), drain, wait(4000)],
    script: (asked, nth, bmc) => nth === 1 && bmc.write(answerTo(asked)),
    seen: { ...all("hang", "hang", "1c 50 01 c3"), resets: ["-", "1c 51 02 00 42", "-"] },
  },
  {
    title: "the answer to a request from before the reset is taken, or has a past id",
    steps: [request(0), reset, request(1), wait(2000), wait(4000)],
    script: (asked, nth, bmc) => bmc.write(answerTo(asked), nth === 0 ? 1000 : 1500),
    seen: { ...all("1c 50 01 00 42", "-"), resets: ["1c 51 02 00 42", "-"] },
  },
  {
    title: "a reset drops an answer that the guest has not read",
    steps: [request(0), reset, drain, request(1), drain],
    script: (asked, _nth, bmc) => bmc.write(answerTo(asked)),
    seen: { ...all("1c 50 01 00 42", "1c 51 02 00 42"), resets: ["-", "1c 51 02 00 42"] },
  },
  {
    title: "where FFh is taken, a guest that asks nothing for 4 s gets an answer to QEMU's greeting",
    steps: [pass(4000), request(), drain, wait(1)],
    script: (asked, _nth, bmc) => bmc.write(answerTo(asked), 1),
    seen: {
      ...all("hang", "1c 50 01 00 42"),
      "strict-or-ff": ["05 00 a1 c3", "1c 50 01 00 42"],
      any: ["05 00 a1 c3", "1c 50 01 00 42"],
    },
    // KCS is not idle at that time and takes no request.
    kcs: { "strict-or-ff": ["05 a1 c3", "-"], any: ["05 a1 c3", "-"] },
  },
  {
    title: "a connection that ends gets an outstanding request D2h at once, and those after it",
    steps: [request(0), drain, request(1), drain, pass(1000), request(2), drain],
    script: (asked, nth, bmc) => (nth === 0 ? bmc.streams[0]?.destroy() : bmc.write(answerTo(asked))),
    seen: all("1c 50 01 d2", "1c 51 02 d2", "1c 52 03 00 42"),
  },
  {
    title: "an answer that is too short, or whose checksum is wrong, is ignored: the timer runs on",
    steps: [request(), wait(3999), wait(1)],
    script(_asked, _nth, bmc) {
      bmc.write(Uint8Array.of(0x00, 0x1c, 0x01, 0xe3, 0xa0));
      bmc.write(Uint8Array.of(0x00, 0x1c, 0x01, 0x00, 0xe4, 0xa0), 1);
    },
    seen: all("hang", "1c 50 01 c3"),
  },
  {
    title: "an answer of more than 302 bytes becomes C6h, its checksum unread",
    steps: [request(), drain],
    script: (_asked, _nth, bmc) => bmc.write(Uint8Array.of(0x00, 0x1c, 0x01, ...new Uint8Array(300), 0xa0)),
    seen: all("1c 50 01 c6"),
  },
  {
    title: "an answer of 299 bytes after its id is CAh on BT, and the longest that KCS has is 300",
    steps: [request(), drain],
    script(asked, _nth, bmc) {
      const { id, netFn, lun, cmd } = asked;
      bmc.write(encodeMessage({ id, netFn: netFn + 1, lun, cmd, data: new Uint8Array(297) }));
    },
    seen: all("1c 50 01 ca"),
    kcs: all(`1c 01${" 00".repeat(297)}`),
  },
];

/** Answers up to `count`, and leaves the rest to QEMU. */
const silentAfter =
  (count: number): Script =>
  (asked, nth, bmc) =>
    nth < count && bmc.write(answerTo(asked));

/** Ids that travel escaped, and the answer that QEMU makes up from the escaped bytes. */
const SILENT_IDS: readonly { readonly id: number; readonly seen: Seen }[] = [
  { id: 0x9f, seen: all("1c 50 01 c3") },
  { id: 0xa0, seen: { ...all("hang"), any: ["b4 50 18 c3"], "timer-kept-unescaped": ["1c 50 01 c3"] } },
  { id: 0xa1, seen: { ...all("hang"), any: ["b5 50 18 c3"], "timer-kept-unescaped": ["1c 50 01 c3"] } },
  { id: 0xa2, seen: all("1c 50 01 c3") },
  { id: 0xaa, seen: { ...all("be 50 18 c3"), "timer-kept-unescaped": ["1c 50 01 c3"] } },
];

async function play(via: PortInterface, acceptance: Acceptance, { steps, script }: Pick<Row, "steps" | "script">) {
  const clock = new ManualClock();
  const host = new ModelHost({ interface: via, acceptance, clock });
  const sightings = await host.run(steps, new TimedBmc(clock, script));
  return sightings.filter(({ kind }) => kind !== "request").map(describeSighting);
}

function describeSighting({ answer, busy }: Sighting): string {
  if (answer !== undefined) return toHex(answer);
  return busy ? "hang" : "-";
}

describe.each(ACCEPTANCES)("an interface that takes %s", (acceptance) => {
  test.each(ROWS)("BT: $title", async (row) => {
    expect(await play("bt", acceptance, row)).toEqual(seenBy(acceptance, row.seen));
  });

  test.each(ROWS)("KCS: $title", async (row) => {
    expect(await play("kcs", acceptance, row)).toEqual(
      seenBy(acceptance, row.kcs ?? {}) ?? seenBy(acceptance, row.seen)?.map(withoutSeq),
    );
  });

  test.each(SILENT_IDS)("6: no answer at id $id", async ({ id, seen }) => {
    const steps = [...Array.from({ length: id }, () => [request(), drain]).flat(), request(), wait(60_000)];
    const row = { steps, script: silentAfter(id) };
    expect((await play("bt", acceptance, row)).at(-1)).toBe(seenBy(acceptance, seen)?.[0]);
    expect((await play("kcs", acceptance, row)).at(-1)).toBe(withoutSeq(seenBy(acceptance, seen)?.[0] ?? ""));
  });
});

function withoutSeq(answer: string): string {
  return answer.replace(/^(..) (..) /, "$1 ");
}
