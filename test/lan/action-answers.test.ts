/** Answers to requests that start an action which takes time: they tell whether the action succeeded. */
import { expect, it } from "vitest";
import { HostError } from "../../src/host/host-means.ts";
import { ACTION_WAIT_MS } from "../../src/lan/limits.ts";
import { logIn } from "../support/lan/lan-console.ts";
import { lanMachine } from "../support/lan/lan-machine.ts";
import { SlowMeans } from "../support/machine/slow-means.ts";

const RESET = "00 02 03";

function lab() {
  const to = lanMachine();
  const means = new SlowMeans();
  to.machine.host.prefer(means);
  const session = logIn(to);
  /** Answers that left by themselves. */
  const later = () => to.sent.splice(0).map(session.read);
  const end = async (error?: Error) => {
    means.begun.shift()?.end(error);
    await to.machine.host.settled();
  };
  return { to, means, session, later, end };
}

it("the answer leaves when the action is over, and later requests are answered meanwhile", async () => {
  const { session, later, end } = lab();
  expect(session.ask(RESET)).toEqual([]);
  expect(session.ask("06 37")).toHaveLength(1);
  later();
  await end();
  await expect.poll(later).toEqual(["00"]);
});

it("is FFh when the action fails", async () => {
  const { session, later, end } = lab();
  session.ask(RESET);
  await end(new HostError("no"));
  await expect.poll(later).toEqual(["ff"]);
});

it("a repeat meanwhile does not run again; the kept answer is the one that left", async () => {
  const { means, session, later, end } = lab();
  session.ask(RESET, { rqSeq: 9 });
  expect(session.ask(RESET, { rqSeq: 9 })).toEqual([]);
  expect(means.begun).toHaveLength(1);
  await end(new HostError("no"));
  await expect.poll(later).toEqual(["ff"]);
  expect(session.ask(RESET, { rqSeq: 9 })).toEqual(["ff"]);
});

it("leaves after a while even if the action goes on", async () => {
  const { to, session, later } = lab();
  session.ask(RESET);
  to.clock.advance(ACTION_WAIT_MS);
  await expect.poll(later).toEqual(["00"]);
});
