/** Long documents are composed in parts. What comes out must be what yaml's own parser makes of the whole text. */
import { expect, it } from "vitest";
import { Composer, type CST, type Document, LineCounter, Parser, parseDocument, visit } from "yaml";
import { documentSteps } from "../../../src/config/reading/yaml-document.ts";
import { composedInParts } from "../../../src/config/reading/yaml-parts.ts";
import { inOneTurn } from "../../../src/turns/slices.ts";
import { Dice } from "../../support/fuzz/dice.ts";

const DOCUMENTS = 40;
const SEED = Number(process.env["TEST_SEED"] ?? 20_260_101);

const inParts = (text: string) => inOneTurn(documentSteps(text, new LineCounter()));
const whole = (text: string) => parseDocument(text, { lineCounter: new LineCounter(), prettyErrors: false });

/** Every node with its place, and every mistake, as text: equal objects of this size take long to compare. */
function shapeOf(document: Document.Parsed): string {
  const nodes: unknown[] = [];
  visit(document, {
    Node: (key, node) => void nodes.push([key, node.constructor.name, node.range, "value" in node ? node.value : ""]),
  });
  return JSON.stringify([nodes, document.errors.map(({ code, pos, message }) => [code, pos, message])]);
}

/** Random YAML of collections within collections, with comments and texts of several lines. */
class Writer {
  readonly #dice: Dice;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  block(depth = 0, indent = ""): string {
    const dice = this.#dice;
    const items = Array.from({ length: 1 + dice.below(depth === 0 ? 40 : 7) }, (_, index) => index);
    const kind =
      depth === 0 ? dice.pick(["map", "list"]) : depth > 4 ? "flow" : dice.pick(["map", "list", "flow", "text"]);
    if (kind === "map") {
      const values = items.map(
        (index) => `${indent}key${index}:${this.#note()}${this.block(depth + 1, `${indent}  `)}`,
      );
      return `\n${values.join(dice.below(9) === 0 ? `\n\n${indent}# note\n` : "\n")}`;
    }
    if (kind === "list") {
      const values = items.map(() => {
        return dice.below(2) === 0
          ? ` ${this.#flow()}`
          : ` a: 1\n${indent}  b:${this.block(depth + 2, `${indent}    `)}`;
      });
      return `\n${values.map((value) => `${indent}-${value}`).join("\n")}`;
    }
    return kind === "text" ? ` |\n${indent}  line one\n${indent}  line two` : ` ${this.#flow()}${this.#note()}`;
  }

  #flow(depth = 0): string {
    const dice = this.#dice;
    const kind = depth > 2 ? "scalar" : dice.pick(["scalar", "scalar", "list", "map"]);
    const values = Array.from({ length: kind === "scalar" ? 0 : dice.below(6) }, () => this.#flow(depth + 1));
    if (kind === "list") return `[${values.join(", ")}]`;
    if (kind === "map") return `{ ${values.map((value, index) => `k${index}: ${value}`).join(", ")} }`;
    return dice.pick(["42", "two words", '"quoted: x"', "'s'", "0x20", "null", "~"]);
  }

  #note(): string {
    return this.#dice.below(12) === 0 ? " # note" : "";
  }
}

const RUBBISH = [
  "{",
  "}",
  "[",
  "]",
  ":",
  "-",
  "\n",
  "  ",
  "'",
  '"',
  ",",
  "#",
  "? ",
  "key0: 1",
  "&a ",
  "*a",
  "!!str ",
  "---\n",
];

/** Deletes, inserts or cuts out some of a text. */
function broken(text: string, dice: Dice): string {
  const at = dice.below(text.length);
  const cut = text.slice(0, at);
  const kind = dice.below(3);
  if (kind === 0) return cut + text.slice(at + 1 + dice.below(3));
  return kind === 1 ? cut + dice.pick(RUBBISH) + text.slice(at) : cut + text.slice(dice.below(text.length));
}

it(`gives the same nodes, places and mistakes, TEST_SEED=${SEED}`, () => {
  const dice = new Dice(SEED);
  let parted = 0;
  for (let i = 0; i < DOCUMENTS; i++) {
    const text = new Writer(dice).block().slice(1);
    for (const each of [text, broken(text, dice), broken(broken(text, dice), dice)]) {
      expect(shapeOf(inParts(each)) === shapeOf(whole(each)), each).toBe(true);
    }
    if (partsOf(text) > 1) parted++;
  }
  expect(parted).toBeGreaterThan(DOCUMENTS / 2);
});

it("composes a list of machines in many parts", () => {
  const sensors =
    '\n    sensors: [{ name: "CPU Temp", type: temperature, units: C }, { name: "Fan", type: fan, units: RPM }]';
  const machines = Array.from({ length: 400 }, (_, index) => `\n  - name: vm${index}${sensors}`);
  expect(partsOf(`machines:${machines.join("")}\n`)).toBeGreaterThan(20);
});

/** Number of parts that are composed, each in a step of its own. */
function partsOf(text: string): number {
  let parts = 0;
  const compose = (tokens: readonly CST.Token[]) => {
    parts++;
    return [...new Composer({ prettyErrors: false }).compose(tokens, true, text.length)];
  };
  let steps = 0;
  for (const _ of composedInParts([...new Parser().parse(text)], text.length, compose)) steps++;
  expect(steps).toBe(parts);
  return parts;
}
