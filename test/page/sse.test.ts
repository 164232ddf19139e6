/** The page's reader of server-sent events, on text cut anywhere. */
import { expect, it } from "vitest";
import { EventParser } from "../../web/api/sse.ts";
import { EVENT_CHARACTERS } from "../../web/limits.ts";

const TEXT =
  'retry: 1000\n\nid: k-1\ndata: {"a":1}\n\n:\n\nevent: end\ndata: {}\n\nid: k-2\r\ndata: one\r\ndata: two\r\n\r\nfield\ndata:x\n\n';
const EVENTS = [
  { id: "k-1", type: "message", data: '{"a":1}' },
  { id: "k-1", type: "end", data: "{}" },
  { id: "k-2", type: "message", data: "one\ntwo" },
  { id: "k-2", type: "message", data: "x" },
];

it("gives events with the last id, their type and all lines of their data; comments and retry are none", () => {
  expect(new EventParser().push(TEXT)).toEqual(EVENTS);
});

it("gives the same events wherever the text is cut", () => {
  for (let at = 0; at <= TEXT.length; at++) {
    const parser = new EventParser();
    expect([...parser.push(TEXT.slice(0, at)), ...parser.push(TEXT.slice(at))]).toEqual(EVENTS);
  }
  const parser = new EventParser();
  expect([...TEXT].flatMap((character) => parser.push(character))).toEqual(EVENTS);
});

it("an event that does not end is not kept past its limit", () => {
  const parser = new EventParser();
  expect(parser.push(`data: ${"x".repeat(EVENT_CHARACTERS - 100)}`)).toEqual([]);
  expect(() => parser.push("x".repeat(200))).toThrow(RangeError);
});
