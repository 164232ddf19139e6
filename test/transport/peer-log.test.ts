import { pino } from "pino";
import { expect, it } from "vitest";
import { INTERVAL_MS, LINES_AN_INTERVAL, PeerLog } from "../../src/transport/peer-log.ts";

it("rations each message by itself, and says how many lines were held back", () => {
  let nowMs = 0;
  const lines: string[] = [];
  const log = new PeerLog(pino({ base: null }, { write: (line) => lines.push(JSON.parse(line).msg) }), () => nowMs);
  for (let n = 0; n < LINES_AN_INTERVAL + 5; n += 1) log.write("warn", {}, "knock");
  log.write("info", {}, "other");
  expect(lines).toEqual([...Array(LINES_AN_INTERVAL).fill("knock"), "other"]);

  nowMs += INTERVAL_MS;
  log.write("warn", {}, "knock");
  expect(lines.slice(-2)).toEqual(["knock: more lines were suppressed", "knock"]);
});
