/** The service of the shared door with three machines, without a socket. */
import { onTestFinished } from "vitest";
import { ManualClock } from "../../../src/clock.ts";
import { AddressBudget } from "../../../src/http/address-budget.ts";
import { HTTP_LIMITS } from "../../../src/http/limits.ts";
import type { Reply } from "../../../src/redfish/request.ts";
import { isJson, type Json } from "../../../src/redfish/resource.ts";
import { SharedService } from "../../../src/redfish/shared/shared-service.ts";
import { machine } from "../machine/machine.ts";
import { at } from "./service.ts";

const ROOT = "/redfish/v1";

/** Machines a and b share a user; c has the same name with another password. */
export function sharedService(settings: Readonly<Partial<Record<"a" | "b" | "c", object>>> = {}) {
  const clock = new ManualClock();
  const passwords = { a: "secret", b: "secret", c: "other" };
  const machines = (["a", "b", "c"] as const).map((name) => {
    const password = passwords[name];
    const accounts = [
      { id: 2, name: "admin", password, privilegeLimit: "administrator" },
      ...(name === "b" ? [{ id: 3, name: "viewer", password: "look", privilegeLimit: "user" }] : []),
    ];
    const made = machine({ name, users: { accounts }, ...settings[name] }, clock);
    onTestFinished(() => made.close());
    return made;
  });
  const { failedLoginsASecond: aSecond, failedLoginsAtOnce: atOnce, addresses } = HTTP_LIMITS;
  const failedLogins = new AddressBudget({ aSecond, atOnce, addresses }, () => clock.nowMs());
  const log = { write() {} };
  const daemon = { machines, eventDestinationsOf: (name: string) => (name === "b" ? ["192.0.2.7"] : []) };
  const service = new SharedService(daemon, failedLogins, { log, clock });
  const told = (reply: Reply) => {
    const json: unknown = isJson(reply.body) ? JSON.parse(JSON.stringify(reply.body)) : {};
    return { ...reply, json: isJson(json) ? json : ({} as Json) };
  };
  const send = (
    method: string,
    url: string,
    { user = "admin:secret", token = "", body = {}, headers: more = {} } = {},
  ) => {
    const basic = user !== "" && { authorization: `Basic ${Buffer.from(user).toString("base64")}` };
    const headers = { ...more, ...(token === "" ? { ...basic } : { "x-auth-token": token }) };
    const reply = service.handle({ method, url, headers, body: JSON.stringify(body), peer: "192.0.2.1" });
    return told(reply);
  };
  /** Reads with a query, and waits for what it gathers. */
  const query = async (url: string, options?: Parameters<typeof send>[2]) => {
    const reply = send("GET", url, options);
    return told((await reply.underWay) ?? reply);
  };
  const names = (user: string) => at(send("GET", `${ROOT}/Systems`, { user }).json, "Members");
  return { machines, send, query, names, clock, service };
}
