/** Counters of the blocks that one execution runs through, and the limit on their number: work, not time. */

/** More than the sources have. */
const MAX_BLOCKS = 1 << 17;
const counts = new Uint32Array(MAX_BLOCKS);
const touched = new Uint32Array(MAX_BLOCKS);
let touchedCount = 0;
let blocks = 0;
let workLeft = Number.POSITIVE_INFINITY;
/** Blocks of the last execution. */
let work = 0;

/** An execution ran through more blocks than its target allows for an input of this size. */
export class TooMuchWork extends Error {
  override readonly name = "TooMuchWork";
}

/** Returns the number of a block that will count itself. */
export function newBlock(): number {
  if (blocks === MAX_BLOCKS) throw new RangeError(`more than ${MAX_BLOCKS} blocks`);
  return blocks++;
}

function cover(block: number): void {
  const before = counts[block] ?? 0;
  counts[block] = before + 1;
  if (before === 0) touched[touchedCount++] = block;
  if (--workLeft < 0) throw new TooMuchWork("more work than an input of this size may cause");
}

Object.assign(globalThis, { __cover: cover });

/** Forgets the last execution, and limits the next one. */
export function startCounting(limit: number): void {
  for (let i = 0; i < touchedCount; i++) counts[touched[i] ?? 0] = 0;
  touchedCount = 0;
  work = limit;
  workLeft = limit;
}

/** Blocks that the last execution ran through, repetitions included. */
export function workDone(): number {
  return work;
}

/** Lifts the limit. Returns whether the execution went past it, even if it caught the error. */
export function stopCounting(): boolean {
  const isOver = workLeft < 0;
  work -= workLeft;
  workLeft = Number.POSITIVE_INFINITY;
  return isOver;
}

/** Classes of a count: 1, 2, 3, 4 to 7, 8 to 15, 16 to 31, 32 to 127, 128 and more. */
const CLASSES = 8;

function classOf(count: number): number {
  if (count <= 3) return count - 1;
  if (count < 32) return 32 - Math.clz32(count);
  return count < 128 ? 6 : 7;
}

/** Calls `visit` with each feature of the execution: a block with the class of its count. */
export function eachFeature(visit: (feature: number) => void): void {
  for (let i = 0; i < touchedCount; i++) {
    const block = touched[i] ?? 0;
    visit(block * CLASSES + classOf(counts[block] ?? 0));
  }
}

/** Numbers of what targets observed. */
const observed = new Map<string, number>();
const observedBlocks = new Set<number>();

/** Counts something that code does not show as a block of its own: a state, a completion code. */
export function observe(what: string): void {
  let block = observed.get(what);
  if (block === undefined) {
    block = newBlock();
    observed.set(what, block);
    observedBlocks.add(block);
  }
  cover(block);
}

/** The block of a feature. */
export function blockOf(feature: number): number {
  return Math.floor(feature / CLASSES);
}

/** Whether a feature is one of the code, not observed by a target. */
export function isOfCode(feature: number): boolean {
  return !observedBlocks.has(blockOf(feature));
}
