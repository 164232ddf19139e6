/** The fuzzer itself: counters, the limit on work, finding and making small. */
import { describe, expect, it } from "vitest";
import { eachFeature } from "../support/fuzz/coverage.ts";
import { Dice } from "../support/fuzz/dice.ts";
import { execute } from "../support/fuzz/execution.ts";
import { type Find, Fuzzer } from "../support/fuzz/fuzzer.ts";
import { counting } from "../support/fuzz/instrument.ts";
import { minimized } from "../support/fuzz/minimize.ts";
import { Mutator } from "../support/fuzz/mutator.ts";
import { type Target, textOf } from "../support/fuzz/target.ts";

/** A target whose code is this text, with `input` as its argument. */
function targetOf(code: string, work = { base: 10_000, perByte: 0 }): Target {
  const counted = counting(`(input) => {${code}}`, "commonjs");
  const [declaration = "", ...rest] = counted.split(";");
  const run = new Function(`${declaration}; return ${rest.join(";")}`)() as (input: string) => void;
  return {
    ...{ name: "made", never: "", form: "text", seeds: ["a"], maxBytes: 64, work },
    run: (input) => run(textOf(input)),
  };
}

async function featuresOf(target: Target, input: string): Promise<readonly number[]> {
  await execute(target, Buffer.from(input));
  const features: number[] = [];
  eachFeature((feature) => features.push(feature));
  return features;
}

async function fuzzed(target: Target, executions: number): Promise<readonly Find[]> {
  const dice = new Dice(1);
  const fuzzer = new Fuzzer(target, dice, new Mutator(dice, "text", ["key", "lock"], target.maxBytes), () => {});
  const finds = [await fuzzer.start(Buffer.from("a"))];
  for (let count = 0; count < executions; count++) finds.push(await fuzzer.next());
  return finds.filter((find) => find !== undefined);
}

describe("counters", () => {
  it.each([
    ["if", "if (input === 'b') input; else if (input === 'c') input;"],
    ["a conditional", "return input === 'b' ? 1 : input === 'c' ? 2 : 3;"],
    ["a logical operator", "return input !== 'a' && (input === 'b' || input.length);"],
    ["a switch", "switch (input) { case 'b': return 1; case 'c': return 2; default: return 3; }"],
    ["an arrow function without a body", "return [...input].map((each) => each === 'b' ? 1 : each === 'c' ? 2 : 3);"],
    ["a catch", "try { if (input === 'b') throw input; if (input === 'c') return; } catch { return 1; }"],
  ])("tell the ways through %s apart", async (_title, code) => {
    const target = targetOf(code);
    const ways = [];
    for (const input of ["a", "b", "c"]) ways.push((await featuresOf(target, input)).join());
    expect(new Set(ways).size).toBe(3);
  });

  it("tell classes of repetitions apart", async () => {
    const target = targetOf("for (const each of input) each;");
    const once = await featuresOf(target, "a");
    expect(await featuresOf(target, "a".repeat(9))).not.toEqual(once);
    expect(await featuresOf(target, "a".repeat(9))).toEqual(await featuresOf(target, "a".repeat(10)));
  });
});

describe("an execution", () => {
  it("ends when it does more work than its input may cause, even if it catches the error", async () => {
    const endless = targetOf("try { while (true) input; } catch {}");
    expect((await execute(endless, Buffer.from("a")))?.kind).toMatch(/^TooMuchWork: /);
  });

  it("is a problem of one kind for errors that differ in their values", async () => {
    const failing = targetOf("throw new Error('no ' + input.length);");
    const kinds = [await execute(failing, Buffer.from("a")), await execute(failing, Buffer.from("aa"))];
    expect(kinds[0]?.kind).toBe(kinds[1]?.kind);
  });
});

describe("the fuzzer", () => {
  it("finds an error behind steps that coverage shows, and makes its input small", async () => {
    const steps =
      "if (input.includes('key')) if (input.includes('lock')) if (input.length > 10) throw new Error('open');";
    const [find, ...others] = await fuzzed(targetOf(steps), 3000);
    expect(find?.kind).toMatch(/^Error: open/);
    expect(find?.input).toHaveLength(11);
    expect(others).toEqual([]);
  });

  it("makes an input as small as it can be", async () => {
    const fails = async (input: string) => input.includes("x") && input.includes("y");
    expect(await minimized("aaxbbbbbbybb", fails, 1000)).toBe("xy");
  });

  it("repeats the same inputs from the same seed, none longer than the target allows", () => {
    const inputs = () => {
      const mutator = new Mutator(new Dice(5), "text", ["word"], 32);
      return Array.from({ length: 500 }, () => mutator.mutate("a: 1\nb: [2, 3]\n", "c: x\n"));
    };
    expect(inputs()).toEqual(inputs());
    expect(Math.max(...inputs().map(({ length }) => length))).toBeLessThanOrEqual(32);
  });
});
