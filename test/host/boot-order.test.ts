/** Which place each device of a QEMU has in its boot order. */
import { expect, it } from "vitest";
import { type Bootable, bootIndexes } from "../../src/host/boot-order.ts";

const places = (devices: readonly Bootable[], ...rest: [Bootable["kind"] | undefined, string | undefined]) => [
  ...bootIndexes(devices, ...rest).values(),
];

function devices(...given: readonly [number, number, number, number]): readonly Bootable[] {
  const kinds = ["disk", "cdrom", "network", "disk"] as const;
  return kinds.map((kind, index) => ({ path: `/machine/d${index}`, kind, given: given[index] ?? -1 }));
}

it.each([
  ["network", [-1, -1, 0, -1]],
  ["cdrom", [-1, 0, -1, -1]],
  ["disk", [0, -1, -1, 1]],
  [undefined, [-1, -1, -1, -1]],
] as const)("without an order of its own, %s is %j", (first, expected) => {
  expect(places(devices(-1, -1, -1, -1), first, undefined)).toEqual(expected);
});

it.each([
  ["network", [2, -1, 0, 1]],
  ["cdrom", [2, 0, -1, 1]],
  ["disk", [1, -1, -1, 0]],
  [undefined, [20, -1, -1, 10]],
] as const)(
  "the devices that the command line lists stay in their order, and %s comes first: %j",
  (first, expected) => {
    expect(places(devices(20, -1, -1, 10), first, "cad")).toEqual(expected);
  },
);

it.each([
  ["network", "cad", [1, 3, 0, 2]],
  ["cdrom", "cad", [1, 0, 3, 2]],
  [undefined, "cad", [0, 2, 3, 1]],
  [undefined, "nc", [1, 3, 0, 2]],
] as const)("for a firmware that stores orders all are listed: %s, -boot order=%s: %j", (first, letters, expected) => {
  expect(places(devices(-1, -1, -1, -1), first, letters)).toEqual(expected);
});
