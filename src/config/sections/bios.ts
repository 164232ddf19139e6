/** The `bios` section: settings of the machine's firmware that Redfish shows and changes. */
import { z } from "zod";
import { flag, group, integer, lazily, listOf, oneOf, text } from "../values/values.ts";

const MAX_ATTRIBUTES = 256;
const MAX_CHARACTERS = 256;
const MOST = 2 ** 31 - 1;

const NAME = "a name of 1 to 64 letters, digits and underscores that begins with a letter";
const TEXT = `text of up to ${MAX_CHARACTERS} characters`;
const VALUE = `${TEXT}, a whole number, true or false`;
const FORMS = `${VALUE}, or { value, values, min, max }`;

const short = () => text(TEXT).max(MAX_CHARACTERS, TEXT);
const value = () => z.union([short(), integer(-MOST, MOST), flag()], VALUE);

const attribute = lazily(() =>
  group({
    value: value().describe("The value by default: text, a whole number, true or false."),
    values: listOf(short())
      .min(1, "at least one text")
      .optional()
      .describe("Accepted texts. Default: any text.")
      .meta({ examples: [["Enabled", "Disabled"]] }),
    min: integer(-MOST, MOST)
      .optional()
      .describe("Least number that is accepted.")
      .meta({ examples: [800] }),
    max: integer(-MOST, MOST)
      .optional()
      .describe("Largest number that is accepted.")
      .meta({ examples: [4800] }),
  })
    .refine(({ value, values }) => !values || values.some((each) => each === value), {
      path: ["value"],
      error: "one of values",
    })
    .refine(({ value, min, max }) => (min ?? max) === undefined || typeof value === "number", {
      path: ["value"],
      error: "a number, because min or max is given",
    })
    .refine(({ value, min = -MOST, max = MOST }) => typeof value !== "number" || (value >= min && value <= max), {
      path: ["value"],
      error: "a number from min to max",
    }),
);

/** A plain value means an attribute with that default. */
const written = () => z.union([value().transform((plain) => attribute.parse({ value: plain })), attribute], FORMS);

const attributes = () =>
  z
    .record(z.string().regex(/^[A-Za-z]\w{0,63}$/), written(), {
      error: ({ code }) => (code === "invalid_key" ? NAME : "a mapping"),
    })
    .refine((all) => Object.keys(all).length <= MAX_ATTRIBUTES, `at most ${MAX_ATTRIBUTES} attributes`);

export const bios = () =>
  group({
    attributes: attributes()
      .prefault({})
      .describe(
        'BIOS attributes by name: { NumLock: true, Virtualization: { value: Enabled, values: ["Enabled", "Disabled"] } }.',
      ),
    secureBoot: flag()
      .optional()
      .describe("Whether UEFI Secure Boot is enabled. Default: Redfish does not show Secure Boot.")
      .meta({ examples: [true] }),
    bootOrder: listOf(oneOf(["network", "disk", "cdrom"]))
      .refine((list) => new Set(list).size === list.length, "each device once")
      .default([])
      .describe("The machine's own boot order, as Redfish shows it: network, disk, cdrom."),
  });
