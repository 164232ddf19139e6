/**
 * The same requests, right and wrong, to the daemon, to ipmi_sim (OpenIPMI 2.0.33) and to QEMU's own ipmi-bmc-sim (7.2):
 * where an answer differs from ours, the list says why. A difference that is not listed fails, and so does a listed one
 * that is there no more.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { commandTable } from "../../src/commands/index.ts";
import { toHex } from "../support/bytes/hex.ts";
import type { Asked } from "../support/side-by-side/asked.ts";
import { compare, isAbsent, type PeerName } from "../support/side-by-side/difference.ts";
import { daemonPeer, ipmiSimPeer, type Peer, qemuSimPeer } from "../support/side-by-side/peers.ts";
import { ASKED, QUESTIONS } from "../support/side-by-side/requests.ts";

async function answersOf(peer: Peer): Promise<string[]> {
  await using asked = peer;
  const answers: string[] = [];
  for (const { request, given } of QUESTIONS) {
    for (const before of given) await asked.ask(before);
    answers.push(await asked.ask(await filled(request, asked)));
  }
  return answers;
}

/** Replaces "{0a 42}" by the answer to that request. */
async function filled(request: string, peer: Peer): Promise<string> {
  const [, before = "", inner, after = ""] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(request) ?? [];
  if (inner === undefined) return request;
  const [, ...data] = (await peer.ask(inner)).split(" ");
  return `${before}${data.join(" ")}${after}`.replaceAll(/ +/g, " ").trim();
}

let ours: readonly string[];

beforeAll(async () => {
  ours = await answersOf(await daemonPeer());
});

describe("each command", () => {
  const commands = commandTable.map(({ netFn, cmd, name }) => ({ name, command: toHex(Uint8Array.of(netFn, cmd)) }));

  function answered(command: string, kind: string): string[] {
    return ours.filter((_answer, i) => QUESTIONS[i]?.command === command && QUESTIONS[i].kind === kind);
  }

  it("is requested once, and nothing else is", () => {
    expect(ASKED.map(({ command }) => command).sort()).toEqual(commands.map(({ command }) => command).sort());
    expect(new Set(QUESTIONS.map(({ request }) => request)).size).toBe(QUESTIONS.length);
  });

  it.each(commands)("$name ($command) is requested valid and broken: short, long, with a bad field", ({ command }) => {
    const asked = ASKED.find((entry) => entry.command === command) as Asked;
    const { valid, bad = [], shorter, longer, anyField, refused } = asked;
    expect(valid).not.toEqual([]);
    const successes = answered(command, "valid").filter((answer) => answer.startsWith("00"));
    expect(successes).toHaveLength(refused === undefined ? valid.length : 0);
    const hasData = valid[0] !== "";
    expect(answered(command, "short").map((answer) => answer.startsWith("00"))).toEqual(
      hasData ? [shorter !== undefined] : [],
    );
    expect(answered(command, "long").map((answer) => answer.startsWith("00"))).toEqual([longer !== undefined]);
    expect(answered(command, "bad").filter((answer) => answer.startsWith("00"))).toEqual([]);
    expect(bad.length > 0).toBe(hasData && anyField === undefined && refused === undefined);
  });
});

describe.each<{ name: string; peer: PeerName; start(): Promise<Peer> }>([
  { name: "ipmi_sim", peer: "ipmiSim", start: ipmiSimPeer },
  { name: "QEMU's ipmi-bmc-sim", peer: "qemuSim", start: qemuSimPeer },
])("beside $name", ({ peer, start }) => {
  let theirs: readonly string[];
  let compared: ReturnType<typeof compare>;

  beforeAll(async () => {
    theirs = await answersOf(await start());
    compared = compare(peer, QUESTIONS, ours, theirs);
  });

  it("every difference is listed", () => {
    const unexplained = compared.findings.filter(({ explainedBy }) => explainedBy.length === 0);
    expect(unexplained.map(({ request, ours, theirs }) => `["${request}", "${ours}", "${theirs}"],`)).toEqual([]);
  });

  it("every listed difference exists", () => {
    expect(compared.gone).toEqual([]);
  });

  it("a command is listed as absent, or answered", () => {
    const unanswered = ASKED.map(({ command }) => command).filter((command) =>
      QUESTIONS.every((question, i) => question.command !== command || theirs[i] === "c1"),
    );
    expect(unanswered).toEqual(ASKED.map(({ command }) => command).filter((command) => isAbsent(peer, command)));
  });
});
