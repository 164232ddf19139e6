/** A process that is a Redfish client on a core of its own: each line of input has a task, and its output the times of it. */
import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

/** A request, sent again and again. */
export interface Repeated {
  readonly kind: "requests";
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly body?: object;
  readonly count: number;
  /** Requests in flight, each from an address of its own. */
  readonly outstanding: number;
}

/** Log-ins, each with a read of `url` in the session, and a log-out. */
export interface LogIns {
  readonly kind: "log-ins";
  readonly sessions: string;
  readonly url: string;
  readonly count: number;
}

/** Reads of all resources that links lead to, one after the other on one connection, which is new each time. */
export interface Crawls {
  readonly kind: "crawls";
  readonly url: string;
  readonly count: number;
}

/** Reads of these URLs in turn, at this rate whatever their answers take. */
export interface Paced {
  readonly kind: "paced";
  readonly urls: readonly string[];
  readonly aSecond: number;
  readonly seconds: number;
  /** The HTTP API's token. Without it, Redfish's user logs in. */
  readonly token?: string;
}

export type RedfishTask = Repeated | LogIns | Crawls | Paced;

export interface RedfishTimes {
  readonly ms: readonly number[];
  readonly totalMs: number;
  /** Resources of one crawl. */
  readonly resources?: number;
}

const USER = { name: "admin", password: "secret" } as const;
const BASIC = { authorization: `Basic ${Buffer.from(`${USER.name}:${USER.password}`).toString("base64")}` };
/** Addresses from which requests come in turn: a daemon limits the requests of one. */
const ADDRESSES = Array.from({ length: 32 }, (_, n) => `127.0.1.${n + 1}`);

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One connection to each server. */
class Client {
  readonly #plain: Agent;
  readonly #secure: SecureAgent;

  constructor(localAddress: string) {
    const options = { keepAlive: true, maxSockets: 1, localAddress };
    this.#plain = new Agent(options);
    this.#secure = new SecureAgent({ ...options, rejectUnauthorized: false });
  }

  /** Sends a request, and rejects when its answer is no success. */
  async ask(...request: Parameters<Client["send"]>): Promise<Answer> {
    const answer = await this.send(...request);
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw new Error(`${request[0]} ${request[1]}: ${answer.status} ${answer.text}`);
  }

  send(method: string, url: string, headers: Readonly<Record<string, string>> = BASIC, body?: object): Promise<Answer> {
    const secure = url.startsWith("https:");
    const agent = secure ? this.#secure : this.#plain;
    const text = body && JSON.stringify(body);
    const content = text === undefined ? {} : { "content-type": "application/json", "content-length": text.length };
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const sent = (secure ? secureRequest : request)(url, { method, agent, headers: { ...headers, ...content } });
    sent.once("error", reject);
    sent.once("response", (response) => {
      let received = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        received += part;
      });
      response.once("error", reject);
      response.once("end", () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: received });
      });
    });
    sent.end(text);
    return promise;
  }

  close(): void {
    this.#plain.destroy();
    this.#secure.destroy();
  }
}

const CLIENTS = ADDRESSES.map((address) => new Client(address));
const inTurn = (n: number) => CLIENTS[n % CLIENTS.length] as Client;

async function requests({ method, url, body, count, outstanding }: Repeated): Promise<RedfishTimes> {
  // Connections, and handshakes of TLS.
  for (const client of CLIENTS) await client.ask("GET", url.replace(/\/Actions\/.*/, ""));
  const ms: number[] = [];
  let sent = 0;
  const next = async () => {
    while (sent < count) {
      const client = inTurn(sent++);
      const startMs = performance.now();
      await client.ask(method, url, BASIC, body);
      ms.push(performance.now() - startMs);
    }
  };
  const startMs = performance.now();
  await Promise.all(Array.from({ length: outstanding }, next));
  return { ms, totalMs: performance.now() - startMs };
}

async function logIns({ sessions, url, count }: LogIns): Promise<RedfishTimes> {
  return timesOfEach(count, async (n) => {
    const client = inTurn(n);
    const made = await client.ask("POST", sessions, {}, { UserName: USER.name, Password: USER.password });
    const token = { "x-auth-token": String(made.headers["x-auth-token"]) };
    await client.ask("GET", url, token);
    await client.ask("DELETE", new URL(String(made.headers.location), sessions).href, token);
  });
}

async function crawls({ url, count }: Crawls): Promise<RedfishTimes> {
  let resources = 0;
  const times = await timesOfEach(count, async (n) => {
    const client = new Client(ADDRESSES[n % ADDRESSES.length] ?? "");
    resources = await crawl(client, url);
    client.close();
  });
  return { ...times, resources };
}

async function timesOfEach(count: number, run: (n: number) => Promise<void>): Promise<RedfishTimes> {
  const ms: number[] = [];
  for (let n = 0; n < count; n++) {
    const startMs = performance.now();
    await run(n);
    ms.push(performance.now() - startMs);
  }
  return { ms, totalMs: ms.reduce((sum, each) => sum + each, 0) };
}

async function crawl(client: Client, url: string): Promise<number> {
  const seen = new Set([url]);
  for (const each of seen) {
    // The emulator has links to what it does not have.
    const { text } = await client.send("GET", each);
    if (!text.startsWith("{")) continue;
    for (const [, link = ""] of text.matchAll(/"@odata\.id": ?"([^"#]+)"/g)) seen.add(new URL(link, url).href);
  }
  return seen.size;
}

async function paced({ urls, aSecond, seconds, token }: Paced): Promise<RedfishTimes> {
  const ms: number[] = [];
  const all: Promise<void>[] = [];
  const headers = token === undefined ? BASIC : { authorization: `Bearer ${token}` };
  const startMs = performance.now();
  for (let n = 0; n < aSecond * seconds; n++) {
    const dueMs = startMs + (1000 * n) / aSecond;
    if (dueMs > performance.now()) await sleep(dueMs - performance.now());
    const index = n % urls.length;
    // From the time when it was due: a server that is late delays the following requests too.
    all.push(
      inTurn(index)
        .ask("GET", urls[index] ?? "", headers)
        .then(() => void ms.push(performance.now() - dueMs)),
    );
  }
  await Promise.all(all);
  return { ms, totalMs: performance.now() - startMs };
}

function timesOf(task: RedfishTask): Promise<RedfishTimes> {
  if (task.kind === "requests") return requests(task);
  if (task.kind === "log-ins") return logIns(task);
  return task.kind === "crawls" ? crawls(task) : paced(task);
}

for await (const line of createInterface(process.stdin)) {
  process.stdout.write(`${JSON.stringify(await timesOf(JSON.parse(line)))}\n`);
}
