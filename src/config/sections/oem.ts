/** OEM commands declared in the configuration, and the state bytes they share. */
import { z } from "zod";
import { bytePattern, group, integer, lazily, listOf, text } from "../values/values.ts";

/** A fixed byte, byte n of the request's data (from 0), or a state byte. */
export type TemplateByte = number | { readonly request: number } | { readonly state: string };

const NAME = /^[A-Za-z]\w*$/;
const TEMPLATE = /^\s*(?:(?:[0-9A-Fa-f]{2}|\{(?:\d{1,3}|[A-Za-z]\w*)\})\s*)*$/;
const TOKEN = /[0-9a-f]{2}|\{\w+\}/gi;
const ONE_PLACEHOLDER = /^\s*\{(?:\d{1,3}|[A-Za-z]\w*)\}\s*$/;

/** The most that fits a BT message (MAX_ANSWER_SIZE of ipmi/). A larger answer would become CAh. */
const MAX_DATA = 251;

/** Text such as `de ad {0} {fanMode}`, or a list of numbers. */
function template() {
  const allowed =
    `0 to ${MAX_DATA} bytes, either as text in hex ("de ad {0} {fanMode}", in quotes: {0} is the request's first data ` +
    "byte, {fanMode} a byte of oemState) or as a list ([0xde, 0xad])";
  const number = z.int(allowed).min(0, allowed).max(255, allowed);
  return z
    .union([z.string().regex(TEMPLATE, allowed), z.array(number)], allowed)
    .transform((value): readonly TemplateByte[] => (typeof value === "string" ? tokensOf(value) : value))
    .refine((value) => value.length <= MAX_DATA, allowed);
}

/** A number or one placeholder. */
function templateByte() {
  const allowed = 'a whole number from 0 to 255 (0xff), or "{0}" (the request\'s first data byte) or "{fanMode}"';
  const number = z.int(allowed).min(0, allowed).max(255, allowed);
  return z
    .union([number, z.string().regex(ONE_PLACEHOLDER, allowed)], allowed)
    .transform((value): TemplateByte => (typeof value === "string" ? (tokensOf(value)[0] ?? 0) : value));
}

function tokensOf(text: string): TemplateByte[] {
  return (text.match(TOKEN) ?? []).map((token) => {
    if (!token.startsWith("{")) return Number.parseInt(token, 16);
    const inside = token.slice(1, -1);
    return /^\d/.test(inside) ? { request: Number(inside) } : { state: inside };
  });
}

/** A mapping whose keys are names of state bytes. */
function byName<T extends z.ZodType>(value: T) {
  const allowed = "a name of letters, digits and underscores that begins with a letter";
  return z.record(z.string().regex(NAME), value, {
    error: ({ code }) => (code === "invalid_key" ? allowed : "a mapping"),
  });
}

const oemCommand = lazily(() =>
  group({
    name: text("a name")
      .optional()
      .describe("Name in logs and traces.")
      .meta({ examples: ["Get Fan Mode"] }),
    netFn: integer(0, 0x3e)
      .multipleOf(2, "an even number, as the netFn of a request is")
      .describe("Network function of the request, even: 0 to 0x3e. 0x2e to 0x3e are OEM.")
      .meta({ examples: [0x30] }),
    cmd: integer(0, 0xff)
      .describe("Command, 0 to 0xff.")
      .meta({ examples: [0x45] }),
    match: bytePattern()
      .optional()
      .describe(
        'Request data that this entry answers: "01 ?? 03", where ?? matches any byte and a final * any ' +
          "further bytes. Default: any data.",
      )
      .meta({ examples: ["00 *"] }),
    completionCode: integer(0, 0xff).default(0).describe("Completion code of the answer, 0 to 0xff; 0 is success."),
    data: template()
      .prefault("")
      .describe(
        "Data after the completion code, 0 to 251 bytes. {0} is the first data byte of the request (C7h " +
          "without one), {fanMode} a byte of oemState before the command.",
      ),
    set: byName(templateByte())
      .prefault({})
      .describe('Bytes of oemState that a success changes: { fanMode: "{1}" } or { fanMode: 2 }.'),
  }),
);

export const oemCommands = () => listOf(oemCommand);

export const oemState = () => byName(integer(0, 0xff));

interface OemSettings {
  readonly oemState: Readonly<Record<string, number>>;
  readonly oemCommands: readonly z.output<typeof oemCommand>[];
}

/** Reports state bytes that a command uses but `oemState` does not declare. */
export function checkOemState({ oemState: declared, oemCommands }: OemSettings, context: z.RefinementCtx): void {
  const known = Object.keys(declared);
  const check = (path: readonly PropertyKey[], name: string) => {
    if (known.includes(name)) return;
    const expected = known.length > 0 ? `one of oemState's: ${known.join(", ")}` : `${name} under oemState`;
    const message = `state byte ${name} does not exist; expected ${expected}`;
    context.addIssue({ code: "custom", path: [...path], message, params: { sentence: true } });
  };
  for (const [index, { data, set }] of oemCommands.entries()) {
    for (const name of new Set(data.flatMap(stateOf))) check(["oemCommands", index, "data"], name);
    for (const [changed, byte] of Object.entries(set)) {
      for (const name of new Set([changed, ...stateOf(byte)])) check(["oemCommands", index, "set", changed], name);
    }
  }
}

function stateOf(byte: TemplateByte): string[] {
  return typeof byte === "object" && "state" in byte ? [byte.state] : [];
}
