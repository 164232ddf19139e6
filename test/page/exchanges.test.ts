/** Filters and texts of the exchanges view. */
import { expect, it } from "vitest";
import {
  type Filter,
  otherText,
  passes,
  summaryOf,
  type TraceEntry,
  titleOf,
  wordsOf,
} from "../../web/machine/exchanges/trace-events.ts";

const at = { epochMs: 0, machine: "vm0", peer: "unix:vm0.sock client #1" };
const good: TraceEntry = {
  ...at,
  ...{ kind: "exchange", exchange: 1, netFn: 6, lun: 0, cmd: 1, request: "", completionCode: 0, response: "20" },
  ...{ command: "Get Device ID", rules: ["late"], latencyMs: 0.2 },
  words: { request: "", completionCode: "ok", response: "deviceId=0x20" },
};
const refused: TraceEntry = {
  ...at,
  ...{ kind: "exchange", exchange: 2, netFn: 0x3e, lun: 0, cmd: 0xee, request: "5e4711", completionCode: 0xc1 },
  ...{ response: "", rules: [], latencyMs: 0.1 },
};
const discarded: TraceEntry = { ...at, kind: "discarded", reason: "checksum", bytes: "2018" };

const redfish: TraceEntry = {
  ...at,
  kind: "redfish",
  method: "PATCH",
  path: "/redfish/v1",
  status: 412,
  rules: ["412-always"],
};

const shown = (filter: Partial<Filter>) =>
  [good, refused, discarded, redfish].filter((event) => passes(event, { text: "", kind: "all", ...filter }));

it.each<[Partial<Filter>, readonly TraceEntry[]]>([
  [{}, [good, refused, discarded, redfish]],
  [{ kind: "exchanges" }, [good, refused]],
  [{ kind: "refused" }, [refused, discarded]],
  [{ kind: "faults" }, [good, redfish]],
  [{ kind: "other" }, [discarded]],
  [{ text: "device 0x20" }, [good]],
  [{ text: "5e 47" }, [refused]],
  [{ text: "CHECKSUM", kind: "other" }, [discarded]],
])("the filter %j", (filter, expected) => {
  expect(shown(filter)).toEqual(expected);
});

it("another event has its sentence, and its fields while it has none; a search finds both", () => {
  const control: TraceEntry = { ...at, kind: "control", code: 1 };
  expect(summaryOf(control)).toBe("code 1");
  const told = { ...control, text: "told QEMU: Attn" };
  expect(summaryOf(told)).toBe("told QEMU: Attn");
  expect(otherText(told)).toBe("code 1");
  expect(["told attn", "code 1", "reset"].map((text) => passes(told, { text, kind: "all" }))).toEqual([
    true,
    true,
    false,
  ]);
});

it("an exchange without a name has its codes, and without decoded fields its bytes", () => {
  expect(titleOf(refused)).toBe("3Eh EEh");
  expect(wordsOf(refused)).toEqual({ request: "5e 47 11", completionCode: "C1h", response: "" });
  expect(wordsOf(good).response).toBe("deviceId=0x20");
});

it("another event has all its fields in its text", () => {
  expect(otherText(discarded)).toBe("reason checksum, bytes 20 18");
});
