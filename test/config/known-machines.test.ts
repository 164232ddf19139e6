/** A configuration that is read again: only machines that differ are checked again, and shared parts are checked once. */
import { expect, test } from "vitest";
import { KnownMachines } from "../../src/config/known-machines.ts";
import { loadSteps } from "../../src/config/load.ts";
import { fingerprintOf } from "../../src/config/reading/fingerprint.ts";
import { type Mapping, treeOf } from "../../src/config/reading/tree.ts";
import { inOneTurn } from "../../src/turns/slices.ts";
import { fileWith } from "../support/config/config.ts";

/** Reads the machines of a file again and again, with what was known before. */
function reading() {
  const known = new KnownMachines();
  return (text: string) => inOneTurn(loadSteps(fileWith(text), {}, [], known)).machines;
}

test("machines that a file leaves as they are keep their settings, and the others get new ones", () => {
  const read = reading();
  const file = (b: string) => `extends: server\nmachines: [{ name: a }, { name: b, ${b} }]`;
  const [a, b] = read(file("device: { id: 1 }"));
  expect(read(file("device: { id: 1 }"))).toEqual([a, b]);
  const [sameA, sameB] = read(`# A comment moves the lines.\n${file("device: { id: 1 }")}`);
  expect(sameA).toBe(a);
  expect(sameB).toBe(b);
  const [keptA, changedB] = read(file("device: { id: 2 }"));
  expect(keptA).toBe(a);
  expect(changedB?.device.id).toBe(2);
});

test.each([
  ["a value", { id: 1 }, { id: 2 }],
  ["a kind of value", { id: 1 }, { id: "1" }],
  ["a number that JSON does not have", { id: Number.POSITIVE_INFINITY }, { id: null }],
  ["a key", { id: 1 }, { number: 1 }],
])("%s is a difference", (_, one, other) => {
  const prints = [one, one, other].map((device) => fingerprintOf(treeOf({ device }) as Mapping, []));
  expect(prints[1]).toBe(prints[0]);
  expect(prints[2]).not.toBe(prints[0]);
});

test("a file that a machine names is a part of its settings", () => {
  const read = reading();
  fileWith("\x01\x00\x51\x40\x01\x2a", "board.sdr");
  const text = "machines: [{ name: a, sdrs: [{ file: board.sdr }] }]";
  const [before] = read(text);
  expect(read(text)[0]).toBe(before);
  fileWith("\x01\x00\x51\x40\x01\x55", "board.sdr");
  expect(read(text)[0]?.sdrs[0]?.at(-1)).toBe(0x55);
});

test("a machine with modules is checked each time, because their places may have moved", () => {
  const read = reading();
  fileWith("export {}", "fans.js");
  const text = "machines: [{ name: a, modules: [fans.js] }]";
  const places = [text, `\n${text}`].map((each) => read(each)[0]?.modulePlaces?.[0]);
  expect(places).toEqual([expect.stringMatching(/:1:33: $/), expect.stringMatching(/:2:33: $/)]);
});

test("machines share the settings of a personality, frozen", () => {
  const [a, b] = reading()("machines: [{ name: 'vm[0-1]', extends: server }]");
  expect(a?.sensors.length).toBeGreaterThan(50);
  expect(b?.sensors).toBe(a?.sensors);
  expect(b?.frus).toBe(a?.frus);
  expect(Object.isFrozen(a?.sensors[0]?.thresholds)).toBe(true);
});
