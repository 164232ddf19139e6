/**
 * Requests to the Redfish service of a machine → its answers. Lines: "METHOD PATH BODY" of the administrator; "op" before it makes
 * it the operator's, "no" a stranger's. "ask HEX" is a request of the guest, "~" and a number lets milliseconds pass.
 */
import { ok } from "node:assert/strict";
import { pino } from "pino";
import { ManualClock } from "../../../src/clock.ts";
import { configSchema } from "../../../src/config/schema/schema.ts";
import { AddressBudget } from "../../../src/http/address-budget.ts";
import { HTTP_LIMITS } from "../../../src/http/limits.ts";
import { Machine } from "../../../src/machine.ts";
import { isJson } from "../../../src/redfish/resource.ts";
import { RedfishService } from "../../../src/redfish/service.ts";
import { type Target, textOf } from "../../support/fuzz/target.ts";
import { ask, FakeQemu } from "../../support/machine/machine.ts";
import { ACCOUNTS } from "../../support/redfish/service.ts";

const MOST_LINES = 16;
const MOST_MS = 1_000_000;
const LINE = /^(?:(op|no) )?([A-Z]+) (\S+) ?(.*)$/;
/** Stands in no answer, because nothing shows a password. */
const PASSWORD = "s3cr3t-w0rd";
const SYSTEM = "/redfish/v1/Systems/1";
const ROOT = "/redfish/v1";

export const redfish: Target = {
  name: "redfish",
  never: "an error, status 500, an answer that is not what its type says, a password, success for a stranger",
  form: "text",
  maxBytes: 4096,
  work: { base: 20_000_000, perByte: 20_000 },
  seeds: [
    `GET ${ROOT}/\nGET ${SYSTEM}?$expand=*($levels=2)&$select=Boot\nHEAD ${ROOT}/Managers/1\n`,
    `PATCH ${SYSTEM} {"Boot":{"BootSourceOverrideTarget":"Pxe","BootSourceOverrideEnabled":"Once"}}\nGET ${SYSTEM}\n`,
    `POST ${SYSTEM}/Actions/ComputerSystem.Reset {"ResetType":"ForceRestart"}\nGET ${SYSTEM}\n`,
    `POST ${ROOT}/AccountService/Accounts {"UserName":"a","Password":"b","RoleId":"ReadOnly"}\nDELETE ${ROOT}/AccountService/Accounts/5\n`,
    `no POST ${ROOT}/SessionService/Sessions {"UserName":"admin","Password":"x"}\nGET ${ROOT}/SessionService/Sessions\n`,
    `ask 0a 44 00 00 02 00 00 00 00 20 00 04 01 30 01 57 20 18\nGET ${SYSTEM}/LogServices/SEL/Entries?$top=1&$skip=0\n`,
    `op POST ${SYSTEM}/LogServices/SEL/Actions/LogService.ClearLog\nPATCH ${ROOT}/Managers/1 {"DateTime":"2030-01-01T00:00:00Z"}\n`,
    `POST ${ROOT}/Managers/1/Actions/Manager.Reset {"ResetType":"ForceRestart"}\n~70000\nGET ${ROOT}/Chassis/1/Thermal\n`,
    "ask 0a 12 00 00 00 01 00 00 01 00 00 00 fe\nask 04 30 30 ff 00\nGET /redfish/v1/Chassis/1/Sensors/48\n",
  ],
  words: [
    "GET /redfish/v1/",
    "PATCH ",
    "POST ",
    "DELETE ",
    "?$expand=.",
    "?$select=",
    "?$top=",
    "?only",
    '{"',
    '":',
    "null",
  ],
  run(input) {
    const client = new Client();
    try {
      for (const line of textOf(input).split("\n").slice(0, MOST_LINES)) client.play(line);
    } finally {
      client.machine.close();
    }
  },
};

class Client {
  readonly #clock = new ManualClock();
  readonly machine: Machine;
  readonly #service: RedfishService;

  constructor() {
    const accounts = ACCOUNTS.map((account) => ({ ...account, password: PASSWORD }));
    const sensors = [{ number: 0x30, name: "CPU Temp", type: "temperature", units: "C", reading: 42 }];
    const config = configSchema.parse({ users: { accounts }, sensors });
    this.machine = new Machine(config, pino({ level: "silent" }), this.#clock);
    new FakeQemu(this.machine, "3f");
    const { addresses } = HTTP_LIMITS;
    const failedLogins = new AddressBudget({ aSecond: 1, atOnce: 10, addresses }, () => this.#clock.nowMs());
    this.#service = new RedfishService(this.machine, failedLogins);
    this.#service.door = { port: 8443, secure: true };
  }

  play(line: string): void {
    if (line.startsWith("~")) this.#clock.advance(Math.min(Number.parseInt(line.slice(1), 10) || 0, MOST_MS));
    else if (line.startsWith("ask ")) this.#ask(line.slice(4));
    else this.#send(line);
  }

  #ask(request: string): void {
    const digits = request.replaceAll(/[^\da-f]/g, "");
    const bytes = digits.slice(0, digits.length - (digits.length % 2)).replaceAll(/..(?=.)/g, "$& ");
    if (bytes.length > 0) ask(this.machine, bytes);
  }

  #send(line: string): void {
    const [, as, method = "", url = "", body = ""] = LINE.exec(line) ?? [];
    if (method === "") return;
    const name = as === "op" ? "operator" : "admin";
    const authorization = `Basic ${Buffer.from(`${name}:${PASSWORD}`).toString("base64")}`;
    const headers = as === "no" ? {} : { authorization };
    const reply = this.#service.handle({ method, url, headers, body, peer: as === "no" ? "192.0.2.9" : "192.0.2.1" });
    ok(reply.status >= 200 && reply.status < 600 && reply.status !== 500, `status ${reply.status}`);
    const text = typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body ?? {});
    ok(!text.includes(PASSWORD), "a password is shown");
    if (isJson(reply.body) && reply.status < 300) this.#check(reply.body);
    if (as === "no" && reply.status < 300) ok(this.#isOpen(url), `a stranger got ${url}`);
  }

  #check(body: Readonly<Record<string, unknown>>): void {
    const members = body["Members"];
    ok(members === undefined || Array.isArray(members), "Members is no list");
    const type = body["@odata.type"];
    ok(type === undefined || /^#\w+\.(?:v\d+_\d+_\d+\.)?\w+$/.test(`${type}`), `type ${type}`);
  }

  #isOpen(url: string): boolean {
    const path = decodeURIComponent(url.replace(/\?.*/s, "")).replace(/\/$/, "");
    return ["/redfish", ROOT, `${ROOT}/odata`, `${ROOT}/$metadata`].includes(path);
  }
}
