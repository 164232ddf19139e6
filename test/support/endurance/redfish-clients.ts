/** Clients of a Redfish door: sessions, reads, changes, streams, subscriptions, refused log-ins, faults, cut connections, rubbish. */
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import type { RandomRequests } from "../machine/random-requests.ts";
import { ADMIN, type House, REMOTE } from "./house.ts";

const ROOT = "/redfish/v1";
const SYSTEM = `${ROOT}/Systems/1`;
const READS = [
  ...["", "/Systems", "/Chassis", "/Managers", "/AccountService/Accounts", "/SessionService/Sessions", "/TaskService"],
  ...["/Systems?$expand=.($levels=2)", "/Systems/none", "/Registries", "/Chassis/1/Sensors?$top=2&$skip=1"],
];
const FAULTS = [{ status: 503 }, { disconnect: "middle" }, { merge: { PowerState: null } }] as const;
const TEST_EVENT = { MessageId: "ResourceEvent.1.4.ResourceChanged" };
const RUBBISH = 10;
const LOG_INS = 4;
const ADDRESSES = 64;

/** Returns the number of operations. */
export async function redfishClients(house: House, requests: RandomRequests, round: number): Promise<number> {
  const client = new Client(house.redfish);
  const steps = [
    await sessions(client),
    await reads(client),
    await changes(client),
    await events(client),
    await refusals(house, round),
    await faulty(house, client),
    await rubbish(house, requests),
  ];
  const { sessions: open } = await house.control.call("session.listRedfish", { machine: REMOTE });
  if (open.length > 0) throw new Error(`Redfish sessions are left open: ${JSON.stringify(open)}`);
  return steps.reduce((sum, count) => sum + count, 0);
}

interface Ask {
  readonly method?: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

class Client {
  readonly #host: string;

  constructor(host: string) {
    this.#host = host;
  }

  /** Each request has a connection of its own, so that none is open at rest. */
  fetch(path: string, { method = "GET", body, headers }: Ask = {}): Promise<Response> {
    const basic = Buffer.from(`${ADMIN.name}:${ADMIN.password}`).toString("base64");
    return fetch(`http://${this.#host}${path}`, {
      method,
      headers: { authorization: `Basic ${basic}`, connection: "close", "content-type": "application/json", ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  /** Sends a request, whose status must be this one, and reads the answer. */
  async ask(status: number, path: string, ask?: Ask): Promise<Response> {
    const answer = await this.fetch(path, ask);
    const text = await answer.text();
    if (answer.status !== status) throw new Error(`${ask?.method ?? "GET"} ${path}: ${answer.status} ${text}`);
    return answer;
  }
}

/** One is left to an operator, who ends it. */
async function sessions(client: Client): Promise<number> {
  for (let n = 0; n < LOG_INS; n++) {
    const body = { UserName: ADMIN.name, Password: ADMIN.password };
    const { headers } = await client.ask(201, `${ROOT}/SessionService/Sessions`, { method: "POST", body });
    const session = { headers: { authorization: "", "x-auth-token": headers.get("x-auth-token") ?? "" } };
    await client.ask(200, SYSTEM, session);
    await client.ask(204, new URL(headers.get("location") ?? "", "http://x").pathname, {
      ...session,
      method: "DELETE",
    });
  }
  return 3 * LOG_INS;
}

async function reads(client: Client): Promise<number> {
  for (const path of READS) await (await client.fetch(`${ROOT}${path}`)).text();
  return READS.length;
}

async function changes(client: Client): Promise<number> {
  const tag = (await client.ask(200, SYSTEM)).headers.get("etag") ?? "";
  const body = { AssetTag: "endurance" };
  await client.ask(200, SYSTEM, { method: "PATCH", body, headers: { "if-match": tag } });
  await client.ask(412, SYSTEM, { method: "PATCH", body: { AssetTag: "x" }, headers: { "if-match": 'W/"none"' } });
  await client.ask(400, SYSTEM, { method: "PATCH", body: { AssetTag: 1 } });
  return 4;
}

/** A stream that an event wakes and its client leaves, and a subscription whose receiver does not exist. */
async function events(client: Client): Promise<number> {
  const stream = await client.fetch(`${ROOT}/EventService/SSE`);
  const reader = stream.body?.getReader();
  const subscription = { Destination: "http://127.0.0.1:9/", Protocol: "Redfish", Context: "endurance" };
  const path = `${ROOT}/EventService/Subscriptions`;
  const { headers } = await client.ask(201, path, { method: "POST", body: subscription });
  await client.ask(204, `${ROOT}/EventService/Actions/EventService.SubmitTestEvent`, {
    method: "POST",
    body: TEST_EVENT,
  });
  await reader?.read();
  await reader?.cancel();
  await client.ask(204, new URL(headers.get("location") ?? "", "http://x").pathname, { method: "DELETE" });
  return 4;
}

/** The door limits the wrong log-ins of an address, so each round has another. */
async function refusals({ redfish }: House, round: number): Promise<number> {
  const body = JSON.stringify({ UserName: ADMIN.name, Password: "wrong" });
  const headers = { "content-type": "application/json", "content-length": body.length, connection: "close" };
  const localAddress = `127.0.1.${1 + (round % ADDRESSES)}`;
  const path = `http://${redfish}${ROOT}/SessionService/Sessions`;
  const sent = request(path, { method: "POST", headers, localAddress, agent: false }).end(body);
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  answer.resume();
  await once(answer, "close");
  if (answer.statusCode !== 401) throw new Error(`a wrong password gets ${answer.statusCode}`);
  return 1;
}

async function faulty({ control }: House, client: Client): Promise<number> {
  for (const fault of FAULTS) {
    await control.call("fault.addRedfish", { machine: REMOTE, fault });
    const answer = client.fetch(SYSTEM).then((given) => given.text());
    // One of the faults cuts the answer.
    await answer.catch(() => {});
    await control.call("fault.clear", { machine: REMOTE });
  }
  return 3 * FAULTS.length;
}

async function rubbish({ redfish }: House, requests: RandomRequests): Promise<number> {
  const [host = "", port] = redfish.split(":");
  for (let n = 0; n < RUBBISH; n++) {
    const socket = connect(Number(port), host);
    socket.on("error", () => {});
    await once(socket, "connect");
    socket.write(
      n % 2 === 0
        ? `POST ${ROOT}/SessionService/Sessions HTTP/1.1\r\nHost: ${redfish}\r\nContent-Length: 99\r\n\r\n{`
        : Uint8Array.from({ length: 60 }, () => requests.below(256)),
    );
    socket.destroy();
    await once(socket, "close");
  }
  return RUBBISH;
}
