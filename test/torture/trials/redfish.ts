/** SIGKILL of the daemon under a Redfish client's changes. */
import { once } from "node:events";
import { freePort } from "../../support/doors/free-port.ts";
import { complaints, House } from "../house.ts";
import type { Outcome, Trial, TrialTools } from "../trial.ts";

/** Longest life of a daemon, in answered changes. */
const MAX_ANSWERS = 60;
const ACCOUNT = { id: 2, name: "admin", password: "secret" } as const;

async function underChanges(times: number, { dice, directory, done }: TrialTools): Promise<Outcome> {
  const port = await freePort();
  const redfish = { listen: `http:127.0.0.1:${port}` };
  const house = new House(directory, { machines: ["a"], settings: { redfish, users: { accounts: [ACCOUNT] } } });
  const system = new System(`http://127.0.0.1:${port}/redfish/v1/Systems/1`);
  const findings: string[] = [];
  for (let number = 0; number < times; number++) {
    await using daemon = await house.start();
    findings.push(...(await system.problems()));
    const lastAnswer = dice.between(1, MAX_ANSWERS);
    const ended = once(daemon.process, "exit");
    for (let answers = 0; await system.change(); answers++) {
      if (answers + 1 === lastAnswer) daemon.process.kill("SIGKILL");
    }
    await ended;
    findings.push(...complaints(daemon));
    done();
  }
  await using daemon = await house.start();
  findings.push(...(await system.problems()), ...complaints(daemon));
  return { counts: { "answered changes": system.answered }, findings };
}

/** A system whose AssetTag counts the changes. */
class System {
  readonly #url: string;
  #sent = 0;
  #lastAnswered = 0;
  answered = 0;

  constructor(url: string) {
    this.#url = url;
  }

  /** Returns false when there was no answer. */
  async change(): Promise<boolean> {
    this.#sent++;
    const body = JSON.stringify({ AssetTag: `${this.#sent}` });
    try {
      const answer = await this.#fetch({ method: "PATCH", body });
      await answer.text();
      if (!answer.ok) throw new Error(`PATCH: ${answer.status}`);
    } catch (error) {
      // fetch's error for a connection that ended.
      if (error instanceof TypeError) return false;
      throw error;
    }
    this.#lastAnswered = this.#sent;
    this.answered++;
    return true;
  }

  /** It has the last answered change, or the one after it, which may have been carried out. */
  async problems(): Promise<string[]> {
    const { AssetTag } = (await (await this.#fetch({})).json()) as { readonly AssetTag: string };
    if (this.#lastAnswered <= Number(AssetTag) && Number(AssetTag) <= this.#sent) return [];
    return [`AssetTag is ${AssetTag}; the last answered change was ${this.#lastAnswered}, the last sent ${this.#sent}`];
  }

  #fetch(init: RequestInit): Promise<Response> {
    const basic = Buffer.from(`${ACCOUNT.name}:${ACCOUNT.password}`).toString("base64");
    const headers = { authorization: `Basic ${basic}`, "content-type": "application/json" };
    return fetch(this.#url, { ...init, headers });
  }
}

export const REDFISH: readonly Trial[] = [
  {
    name: "kill-redfish",
    deed: "SIGKILL of a daemon under a Redfish client that makes changes as fast as they are answered",
    holds: "the last answered change is there, or the one that was under way; the start reports nothing",
    times: { whole: 300, short: 3 },
    run: underChanges,
  },
];
