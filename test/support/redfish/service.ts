/** The Redfish service of a machine in memory, and requests to it. */
import { onTestFinished } from "vitest";
import type { Clock } from "../../../src/clock.ts";
import { AddressBudget } from "../../../src/http/address-budget.ts";
import { HTTP_LIMITS } from "../../../src/http/limits.ts";
import type { Reply } from "../../../src/redfish/request.ts";
import { isJson, type Json } from "../../../src/redfish/resource.ts";
import { RedfishService } from "../../../src/redfish/service.ts";
import { machine } from "../machine/machine.ts";

const PASSWORD = "secret";
export const ACCOUNTS = [
  { id: 2, name: "admin", password: PASSWORD, privilegeLimit: "administrator" },
  { id: 3, name: "operator", password: PASSWORD, privilegeLimit: "operator" },
  { id: 4, name: "viewer", password: PASSWORD, privilegeLimit: "user" },
];

export interface SentRequest {
  /** Sends its Basic credentials. Default: admin; null sends none. */
  readonly user?: string | null;
  readonly password?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly peer?: string;
}

export interface Answer extends Reply {
  /** The resource; empty without one. */
  readonly json: Json;
  /** IDs of the messages, without their registry. */
  readonly messages: readonly string[];
}

export function redfishService(
  settings: Readonly<Record<string, unknown>> = {},
  clock?: Clock,
  eventDestinations: readonly string[] = [],
) {
  const { users = {}, ...rest } = settings;
  const own = machine({ users: { accounts: ACCOUNTS, ...(users as object) }, ...rest }, clock);
  onTestFinished(() => own.close());
  const { failedLoginsASecond: aSecond, failedLoginsAtOnce: atOnce, addresses } = HTTP_LIMITS;
  const failedLogins = new AddressBudget({ aSecond, atOnce, addresses }, () => own.clock.nowMs());
  const service = new RedfishService(own, failedLogins, eventDestinations);
  onTestFinished(() => service.close());
  service.door = { port: 8443, secure: true };
  const send = (method: string, url: string, body: unknown = "", options: SentRequest = {}): Answer => {
    const { user = "admin", password = PASSWORD, headers = {}, peer = "192.0.2.1" } = options;
    const basic = user !== null && {
      authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
    };
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return answerOf(service.handle({ method, url, headers: { ...basic, ...headers }, body: text, peer }));
  };
  return {
    machine: own,
    service,
    send,
    get: (url: string, options?: SentRequest) => send("GET", url, "", options),
    /** Reads what the service answers in later turns. */
    async search(url: string): Promise<Answer> {
      const reply = send("GET", url);
      return answerOf((await reply.underWay) ?? reply);
    },
    post: (url: string, body?: unknown, options?: SentRequest) => send("POST", url, body, options),
    patch: (url: string, body: unknown, options?: SentRequest) => send("PATCH", url, body, options),
  };
}

function answerOf(reply: Reply): Answer {
  // A client does not see properties that are undefined.
  const json: unknown = isJson(reply.body) ? JSON.parse(JSON.stringify(reply.body)) : {};
  return { ...reply, json: isJson(json) ? json : {}, messages: messagesIn(json) };
}

function messagesIn(body: unknown): readonly string[] {
  const error = isJson(body) ? body["error"] : undefined;
  const info = isJson(error) ? error["@Message.ExtendedInfo"] : undefined;
  return Array.isArray(info) ? info.map((each: Json) => `${each["MessageId"]}`.replace(/^Base\.\d+\.\d+\./, "")) : [];
}

/** The value at a path such as `Boot/BootSourceOverrideTarget`. */
export function at(json: unknown, path: string): unknown {
  return path.split("/").reduce<unknown>((inside, key) => (isJson(inside) ? inside[key] : undefined), json);
}
