/**
 * Adds and deletes 200,000 members, of which nine are there at a time, and prints by how many bytes the old objects grew:
 * node --expose-gc --max-semi-space-size=1 churn.ts Set|Members
 */
import { getHeapSpaceStatistics } from "node:v8";
import { Members } from "../../../src/members.ts";

const COUNT = 200_000;
const AT_ONCE = 9;
const [, , kind] = process.argv;

const oldBytes = () => getHeapSpaceStatistics().find((space) => space.space_name === "old_space")?.space_used_size ?? 0;

const set = kind === "Set" ? new Set<object>() : new Members<object>();
set.add({});
// The set gets as old as one that was there at the start.
for (let n = 0; n < 4; n++) globalThis.gc?.({ type: "minor" });
const before = oldBytes();
const present: object[] = [];
for (let n = 0; n < COUNT; n++) {
  const member = { payload: new Array<number>(16).fill(n) };
  set.add(member);
  present.push(member);
  const oldest = present.length > AT_ONCE ? present.shift() : undefined;
  if (oldest) set.delete(oldest);
}
process.stdout.write(`${oldBytes() - before}\n`);
