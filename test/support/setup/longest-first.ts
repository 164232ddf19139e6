/** Starts the test files that take minutes first: one that comes last has the other core idle beside it. */
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Measured on two cores; the longest first. */
const LONGEST = [
  "lab-debian",
  "lab",
  "lab-uefi",
  "sol-clients",
  "own-firmware",
  "lab-builds-of-10-2",
  "serial-back-ends",
  "model-against-qemu",
  "torture",
  "lan-faults",
  "firmware",
].map((name) => `/e2e/${name}.test.ts`);

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification) => {
      const rank = LONGEST.findIndex((end) => moduleId.endsWith(end));
      return rank < 0 ? LONGEST.length : rank;
    };
    return (await super.sort(files)).toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}
