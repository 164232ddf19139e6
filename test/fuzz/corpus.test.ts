/** Inputs that fuzzing found: those that reach something, and those that failed once. */
import { describe, it } from "vitest";
import { idOf, readCorpus } from "../support/fuzz/corpus.ts";
import { load, targetNames } from "./targets/index.ts";

describe.each(targetNames)("the corpus of %s", async (name) => {
  const target = await load(name);

  it("runs as its target expects", async () => {
    for (const { input } of readCorpus(target)) {
      try {
        await target.run(input);
      } catch (error) {
        throw new Error(`npm run fuzz -- --target ${name} --repeat ${idOf(input)}`, { cause: error });
      }
    }
  });
});
