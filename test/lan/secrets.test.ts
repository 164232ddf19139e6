/** Secrets of a LAN door: what clients cannot learn or guess, and what the log does not tell (docs/threat-model.md). */
import { pino } from "pino";
import { expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { configSchema } from "../../src/config/schema/schema.ts";
import { Machine } from "../../src/machine.ts";
import type { TraceEvent } from "../../src/observe/trace-event.ts";
import { rakp2Code } from "../../src/rmcp/session-keys.ts";
import { toHex } from "../support/bytes/hex.ts";
import { activate15, challenge15, Handshaking, logIn15 } from "../support/lan/lan-console.ts";
import { lanMachine, lanOf } from "../support/lan/lan-machine.ts";

it("session IDs are random: all differ, and each bit is set in about half of them", () => {
  const to = lanMachine({ sessions: { maximum: 63 } });
  const ids = Array.from({ length: 200 }, (_, n) => {
    const steps = new Handshaking(to, { peer: { address: `192.0.2.${n}`, port: 1 } });
    steps.open();
    return steps.console.bmcSessionId;
  });
  expect(new Set(ids).size).toBe(200);
  for (let bit = 0; bit < 32; bit++) {
    const share = ids.filter((id) => Math.floor(id / 2 ** bit) % 2 === 1).length / ids.length;
    expect(Math.abs(share - 0.5), `bit ${bit}`).toBeLessThan(0.25);
  }
});

it("passwords, K_G and session keys are in no line of the log and in no event of a log-in", () => {
  const lines: string[] = [];
  const log = pino({ level: "trace" }, { write: (line) => void lines.push(line) });
  const [password, kg] = ["pass-of-admin", "key-of-the-generator"];
  const settings = { lan: { kg }, users: { accounts: [{ id: 2, name: "admin", password }] } };
  const to = lanOf(new Machine(configSchema.parse(settings), log, new ManualClock()));
  const events: TraceEvent[] = [];
  to.machine.trace.listen((event) => void events.push(event));
  const console = { ...to, clock: new ManualClock() };
  const right = new Handshaking(console, { password, kg });
  right.open();
  right.rakp1();
  expect(right.rakp3()).toMatchObject({ kind: "rakp4" });
  const { integrityKey, confidentialityKey } = right.console.keys();
  logIn15(console, { password });
  const wrong = new Handshaking(console, { password: "not-the-password" });
  wrong.open();
  wrong.rakp1();
  wrong.rakp3();
  const given = challenge15(console, {});
  if (typeof given === "object") to.send([activate15(given, { password: "not-the-password" })]);
  const told = [...lines, ...events.map((event) => JSON.stringify(event))].join("\n");
  expect(told).toContain("LAN session opened");
  expect(told).toContain("log-in refused");
  for (const secret of [password, kg, "not-the-password"]) expect(told).not.toContain(secret);
  const bytes = [password, kg, "not-the-password"].map((text) => Buffer.from(text));
  for (const secret of [...bytes, Buffer.from(integrityKey), Buffer.from(confidentialityKey)]) {
    expect(told).not.toContain(secret.toString("hex"));
    expect(told).not.toContain(toHex(secret));
    expect(told).not.toContain(JSON.stringify([...secret]).slice(1, -1));
  }
  to.machine.close();
});

it("RAKP 2 gives a stranger a code with which passwords can be guessed offline (CVE-2013-4786)", () => {
  const steps = new Handshaking(lanMachine(), { password: "unknown to the stranger" });
  steps.open();
  const answer = steps.rakp1();
  const { handshake, suite } = steps.console;
  if (answer?.kind !== "rakp2" || !handshake) throw new Error("no RAKP 2");
  const codeOf = (guess: string) => toHex(rakp2Code(suite.authentication, Buffer.from(guess), handshake));
  expect(codeOf("secret")).toBe(toHex(answer.authCode));
  expect(codeOf("guess")).not.toBe(toHex(answer.authCode));
});
