// The two last rows of the acceptance path, and what stands around them, by firmware on a real QEMU: Debian's, which
// takes an answer only with the id of the request, and the patched ones, whose BT takes FFh too, or any.

import { describe, expect, test, vi } from "vitest";
import { defaultQemu } from "../../src/cli/options/qemu-option.ts";
import { type FirmwareHostOptions, firmwareHost } from "../../src/lab/firmware/firmware-host.ts";
import type { GuestStep, LabHost, PortInterface, Sighting } from "../../src/lab/host.ts";
import { encodeMessage } from "../../src/wire/vm-message.ts";
import { toHex } from "../support/bytes/hex.ts";
import { drain, pass, request, smi, wait } from "../support/lab/guest-steps.ts";
import { answerTo, ScriptedBmc } from "../support/lab/scripted-bmc.ts";
import { patchedQemu } from "../support/qemu/patched-qemu.ts";

interface Qemu {
  readonly name: string;
  readonly binary: () => string;
  readonly interface: PortInterface;
  /** The ids with which it takes an answer: the request's own, that and FFh, any. */
  readonly takes: "own" | "own or FFh" | "any";
}

const stock = () => defaultQemu();
const any = () => patchedQemu("TEST_QEMU_ANY");
const ff = () => patchedQemu("TEST_QEMU_FF");

const QEMUS: readonly Qemu[] = [
  { name: "Debian's QEMU", binary: stock, interface: "bt", takes: "own" },
  { name: "Debian's QEMU", binary: stock, interface: "kcs", takes: "own" },
  { name: "patched QEMU", binary: ff, interface: "bt", takes: "own or FFh" },
  { name: "patched QEMU", binary: any, interface: "bt", takes: "any" },
  { name: "patched QEMU", binary: any, interface: "kcs", takes: "own" },
];

/** Polls end when the answer is there; this is for a machine that stalls. */
const PATIENCE_MS = 10_000;
/** Wait for an answer that never comes: far longer than an answer takes, shorter than QEMU's 4 s. */
const NEVER_MS = 1000;

const echo = () => new ScriptedBmc((asked) => answerTo(asked));
const wrongId = () => new ScriptedBmc((asked) => answerTo(asked, (asked.id + 1) % 0x100));

/** Sends from one SMI and looks in twenty later ones, for a second in all. */
const fireAndForget = (seq: number): readonly GuestStep[] => [
  smi(request(seq)),
  ...Array.from({ length: 20 }, () => [pass(50), smi(drain)]).flat(),
];

function answers(sightings: readonly Sighting[]): string[] {
  return sightings.flatMap(({ answer }) => (answer === undefined ? [] : [toHex(answer)]));
}

function hostOn(qemu: Qemu, options: Partial<FirmwareHostOptions> = {}): LabHost {
  return firmwareHost({ binary: qemu.binary(), interface: qemu.interface, ...options });
}

describe.each(QEMUS)("firmware over $interface on $name, which takes $takes", (qemu) => {
  /** An answer with the guest's own sequence number, which only BT has. */
  const answer = (seq: string) => (qemu.interface === "bt" ? `1c ${seq} 01 00 42` : "1c 01 00 42");
  const wrongIdWait = wait(qemu.takes === "any" ? PATIENCE_MS : NEVER_MS);

  test("reads the answer to its first request, with ID 00h", async () => {
    const bmc = echo();
    const started = vi.fn();
    const sightings = await hostOn(qemu, { started }).run([request(0x5a), wait(PATIENCE_MS), drain], bmc);
    expect(started.mock.calls).toEqual([[expect.stringContaining(`isa-ipmi-${qemu.interface}`)]]);
    expect(sightings.map(({ kind, done }) => [kind, done])).toEqual([
      ["request", true],
      ["wait", true],
      ["drain", false],
    ]);
    expect(answers(sightings)).toEqual([answer("5a")]);
    expect(bmc.ids).toEqual([0]);
  });

  test.each(["single", "multi"])("reads it by a poll inside SMM, with thread=%s", async (thread) => {
    const inSmm = hostOn(qemu, { accelerator: `tcg,thread=${thread}` });
    expect(answers(await inSmm.run([smi(request(1), wait(PATIENCE_MS))], echo()))).toEqual([answer("01")]);
  });

  test("sends from one SMI and reads the answer in a later one", async () => {
    const sightings = await hostOn(qemu).run([...fireAndForget(1), ...fireAndForget(2)], echo());
    expect(answers(sightings)).toEqual([answer("01"), answer("02")]);
  });

  test.each([
    ["polled for outside SMM", [request(3), wrongIdWait]],
    ["polled for inside SMM", [smi(request(3), wrongIdWait)]],
    ["left for a later SMI", fireAndForget(3)],
  ])(`${qemu.takes === "any" ? "reads" : "never reads"} an answer with a wrong id, %s`, async (_how, steps) => {
    const bmc = wrongId();
    const sightings = await hostOn(qemu).run([...steps, request(4)], bmc);
    if (qemu.takes === "any") {
      expect(answers(sightings)).toEqual([answer("03")]);
      expect(sightings.at(-1)?.done).toBe(true);
    } else {
      expect(answers(sightings)).toEqual([]);
      expect(sightings.at(-1)).toEqual({ kind: "request", done: false, busy: true });
      expect(bmc.ids).toEqual([0]);
    }
  });

  test("shows the BMC one count, QEMU's, from DXE and SMM drivers with their own", async () => {
    const exchange = (seq: number) => [request(seq), wait(PATIENCE_MS)];
    const bmc = echo();
    const steps = [...exchange(0), ...exchange(1), ...exchange(2), smi(...exchange(0)), ...exchange(3)];
    const sightings = await hostOn(qemu).run([...steps, smi(...exchange(1), ...exchange(2))], bmc);
    expect(answers(sightings)).toEqual(["00", "01", "02", "00", "03", "01", "02"].map(answer));
    expect(bmc.ids).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test("sends 300 SMIs in a row, across the wrap of IDs", async () => {
    const bmc = echo();
    const numbers = Array.from({ length: 300 }, (_, n) => n % 0x100);
    const sightings = await hostOn(qemu).run(
      numbers.map((seq) => smi(request(seq), wait(PATIENCE_MS))),
      bmc,
    );
    expect(answers(sightings)).toEqual(numbers.map((seq) => answer(toHex(Uint8Array.of(seq)))));
    expect(bmc.ids).toEqual(numbers);
  });

  test("carries every byte value, both ways", async () => {
    const data = Uint8Array.from({ length: 0x80 }, (_, n) => 2 * n);
    const odd = data.map((byte) => byte + 1);
    const bmc = new ScriptedBmc(({ id, lun, cmd }) =>
      encodeMessage({ id, netFn: 0x3f, lun, cmd, data: Uint8Array.of(0, ...odd) }),
    );
    const steps = [{ kind: "request", netFn: 0x3e, cmd: 0xaa, data, seq: 0xa0 } as const, wait(PATIENCE_MS)];
    const [, sighting] = await hostOn(qemu).run(steps, bmc);
    expect(bmc.requests).toMatchObject([{ id: 0, netFn: 0x3e, lun: 0, cmd: 0xaa, data }]);
    expect(sighting?.answer?.slice(-odd.length)).toEqual(odd);
  });
});

/** More than the 4 s of the time-out, and than the 4.7 s after which the firmware's clock wraps. */
const SILENT_MS = 5500;

test.each(QEMUS.filter((qemu) => qemu.interface === "bt"))(
  "firmware silent for 5 s meets QEMU's time-out of its own greeting, and reads it where that id, FFh, is taken: by $name, which takes $takes",
  async (qemu) => {
    const bmc = echo();
    const startedMs = performance.now();
    const sightings = await hostOn(qemu).run([pass(SILENT_MS), drain, request(9), wait(PATIENCE_MS)], bmc);
    expect(performance.now() - startedMs).toBeGreaterThan(SILENT_MS);
    const stray = qemu.takes === "own" ? [] : ["05 00 a1 c3"];
    expect(answers(sightings)).toEqual([...stray, "1c 09 01 00 42"]);
    expect(bmc.ids).toEqual([stray.length]);
  },
);
