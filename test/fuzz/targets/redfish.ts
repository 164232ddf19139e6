/**
 * Requests to the Redfish service of a machine and to the shared door → their answers. Lines: "METHOD PATH BODY" of the
 * administrator; "op" before it makes it the operator's, "no" a stranger's, "all" one at the shared door; "$" as a Password is the
 * right one. "Name: value" is a header of the next request, and "$" in it the token of the last log-in. "ask HEX" is a request of
 * the guest, "~" and a number lets milliseconds pass.
 */
import { ok } from "node:assert/strict";
import { pino } from "pino";
import { ManualClock } from "../../../src/clock.ts";
import { configSchema } from "../../../src/config/schema/schema.ts";
import { AddressBudget } from "../../../src/http/address-budget.ts";
import { HTTP_LIMITS } from "../../../src/http/limits.ts";
import { Machine } from "../../../src/machine.ts";
import { Drives } from "../../../src/media/drives.ts";
import { ImageError } from "../../../src/media/image-error.ts";
import { guardedLookup, SCHEMES, sourceOf } from "../../../src/media/image-source.ts";
import type { Reply } from "../../../src/redfish/request.ts";
import { isJson } from "../../../src/redfish/resource.ts";
import { RedfishService } from "../../../src/redfish/service.ts";
import { SharedService } from "../../../src/redfish/shared/shared-service.ts";
import { type Target, textOf } from "../../support/fuzz/target.ts";
import { ask, FakeQemu } from "../../support/machine/machine.ts";
import { ACCOUNTS } from "../../support/redfish/service.ts";

const MAX_LINES = 16;
const MAX_MS = 1_000_000;
const LINE = /^(?:(op|no|all) )?([A-Z]+) (\S+) ?(.*)$/;
const HEADER = /^([\w-]+): (.*)$/;
/** Stands in no answer, because nothing shows a password. */
const PASSWORD = "s3cr3t-w0rd";
/** A machine of the shared door where the password is another one. */
const HIDDEN = "the-hidden-one";
const SYSTEM = "/redfish/v1/Systems/1";
const ROOT = "/redfish/v1";
const SOURCES = { schemes: SCHEMES, hosts: undefined };
const SETTINGS = {
  sensors: [{ number: 0x30, name: "CPU Temp", type: "temperature", units: "C", reading: 42 }],
  hardware: {
    processors: [{ socket: "CPU0", cores: 4, threads: 8 }, {}],
    memory: [{ slot: "DIMM0", size: "16 GiB", type: "DDR5" }],
    networkInterfaces: [{ mac: "52:54:00:12:34:56" }],
    drives: [{ size: "480 GB" }],
    volumes: [{ size: "480 GB", drives: [1] }],
  },
  bios: { attributes: { NumLock: true, Frequency: { value: 2400, min: 800, max: 4800 } }, secureBoot: true },
};

export const redfish: Target = {
  name: "redfish",
  never:
    "an error, status 500, an answer that is not what its type says, a password, success for a stranger, a machine of others",
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
    `If-Match: W/"0"\nPATCH ${SYSTEM}/Bios/Settings {"Attributes":{"NumLock":false}}\nPOST ${SYSTEM}/Actions/ComputerSystem.Reset\n`,
    `OData-Version: 4.1\nGET ${ROOT}/odata\nIf-None-Match: "0", *\nGET ${SYSTEM}/Processors?only&$expand=~($levels=1)\n`,
    `no POST ${ROOT}/SessionService/Sessions {"UserName":"admin","Password":"$"}\nX-Auth-Token: $\nDELETE ${ROOT}/SessionService/Sessions/1\n`,
    `POST ${ROOT}/Managers/1/VirtualMedia/cd0/Actions/VirtualMedia.InsertMedia {"Image":"http://127.0.0.1/a.iso","TransferMethod":"Stream"}\nGET ${ROOT}/TaskService/Tasks\n`,
    `POST ${ROOT}/EventService/Subscriptions {"Destination":"http://127.0.0.1:9/","Protocol":"Redfish","Context":"c","RegistryPrefixes":["Base"]}\n`,
    `Last-Event-ID: 0\nGET ${ROOT}/EventService/SSE\nPOST ${ROOT}/EventService/Actions/EventService.SubmitTestEvent\n`,
    `GET ${SYSTEM}/LogServices/SEL/Entries?$filter=(EntryType%20eq%20'SEL'%20or%20Id%20lt%20'9')%20and%20not%20contains(Message,'x')\n`,
    `all GET ${ROOT}/Systems\nall GET ${ROOT}/Systems?$expand=.&$filter=Id%20eq%20'vm0'\nall PATCH ${ROOT}/Systems/vm0 {"IndicatorLED":"Lit"}\nall GET ${ROOT}/Managers/vm0/EventService\n`,
    `all POST ${ROOT}/SessionService/Sessions {"UserName":"admin","Password":"$"}\nX-Auth-Token: $\nall GET ${ROOT}/Chassis\n`,
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
    "?$filter=",
    "X-Auth-Token: $\n",
    'If-Match: "',
    "all ",
    '{"',
    '":',
    "null",
  ],
  run(input) {
    const client = new Client();
    try {
      for (const line of textOf(input).split("\n").slice(0, MAX_LINES)) client.play(line);
    } finally {
      client.close();
    }
  },
};

class Client {
  readonly #clock = new ManualClock();
  readonly #machine: Machine;
  readonly #hidden: Machine;
  readonly #service: RedfishService;
  readonly #shared: SharedService;
  readonly #stops: (() => void)[] = [];
  #headers: Record<string, string> = {};
  #token = "";

  constructor() {
    this.#machine = this.#made("vm0", PASSWORD);
    this.#hidden = this.#made(HIDDEN, `${PASSWORD}-2`);
    this.#machine.drives = new Drives({
      ids: ["cd0"],
      log: { write() {} },
      fetch({ url, isLocal }) {
        guardedLookup(sourceOf(url, SOURCES), SOURCES, isLocal);
        throw new ImageError("address", "no images here");
      },
      find: () => undefined,
      changed() {},
    });
    new FakeQemu(this.#machine, "3f");
    this.#service = new RedfishService(this.#machine, this.#failedLogins());
    const daemon = { machines: [this.#machine, this.#hidden], eventDestinationsOf: () => [] };
    this.#shared = new SharedService(daemon, this.#failedLogins(), { log: { write() {} }, clock: this.#clock });
    for (const service of [this.#service, this.#shared]) service.door = { port: 8443, secure: true };
  }

  #made(name: string, password: string): Machine {
    const accounts = ACCOUNTS.map((account) => ({ ...account, password }));
    const config = configSchema.parse({ ...SETTINGS, name, users: { accounts } });
    return new Machine(config, pino({ level: "silent" }), this.#clock);
  }

  #failedLogins(): AddressBudget {
    const { addresses } = HTTP_LIMITS;
    return new AddressBudget({ aSecond: 1, atOnce: 10, addresses }, () => this.#clock.nowMs());
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#service.close();
    this.#shared.close();
    this.#machine.close();
    this.#hidden.close();
  }

  play(line: string): void {
    const header = HEADER.exec(line);
    if (line.startsWith("~")) this.#clock.advance(Math.min(Number.parseInt(line.slice(1), 10) || 0, MAX_MS));
    else if (line.startsWith("ask ")) this.#ask(line.slice(4));
    else if (header) this.#headers[`${header[1]}`.toLowerCase()] = `${header[2]}`.replace("$", this.#token);
    else this.#send(line);
  }

  #ask(request: string): void {
    const digits = request.replaceAll(/[^\da-f]/g, "");
    const bytes = digits.slice(0, digits.length - (digits.length % 2)).replaceAll(/..(?=.)/g, "$& ");
    if (bytes.length > 0) ask(this.#machine, bytes);
  }

  #send(line: string): void {
    const [, as = "", method = "", url = "", sent = ""] = LINE.exec(line) ?? [];
    const body = sent.replaceAll('"Password":"$"', `"Password":"${PASSWORD}"`);
    if (method === "") return;
    const name = as === "op" ? "operator" : "admin";
    const authorization = `Basic ${Buffer.from(`${name}:${PASSWORD}`).toString("base64")}`;
    const isKnown = as !== "no" && this.#headers["x-auth-token"] === undefined;
    const headers = { ...(isKnown && { authorization }), ...this.#headers };
    this.#headers = {};
    const service = as === "all" ? this.#shared : this.#service;
    const reply = service.handle({ method, url, headers, body, peer: as === "no" ? "192.0.2.9" : "192.0.2.1" });
    this.#token = reply.headers?.["X-Auth-Token"] ?? this.#token;
    this.#judge(reply);
    const text = textIn(reply);
    ok(
      url.includes(HIDDEN) || body.includes(HIDDEN) || !text.includes(HIDDEN),
      "a machine of another password is shown",
    );
    const isStranger =
      as === "no" && !Object.hasOwn(headers, "x-auth-token") && !Object.hasOwn(headers, "authorization");
    if (isStranger && reply.status < 300) ok(isOpen(method, url), `a stranger got ${url}`);
    if (reply.stream) this.#stops.push(reply.stream({ write() {}, end() {} }));
    void reply.underWay?.then((later) => later && this.#judge(later));
  }

  #judge(reply: Reply): void {
    ok(reply.status >= 200 && reply.status < 600 && reply.status !== 500, `status ${reply.status}`);
    ok(!textIn(reply).includes(PASSWORD), "a password is shown");
    if (isJson(reply.body) && reply.status < 300) checkBody(reply.body);
  }
}

function textIn({ body = {} }: Reply): string {
  return typeof body === "string" ? body : JSON.stringify(body);
}

function checkBody(body: Readonly<Record<string, unknown>>): void {
  const members = body["Members"];
  ok(members === undefined || Array.isArray(members), "Members is no list");
  const type = body["@odata.type"];
  ok(type === undefined || /^#\w+\.(?:v\d+_\d+_\d+\.)?\w+$/.test(`${type}`), `type ${type}`);
}

/** Log-ins are open, too. */
function isOpen(method: string, url: string): boolean {
  const path = decodeURIComponent(url.replace(/\?.*/s, "")).replace(/\/$/, "");
  const isLogIn = method === "POST" && /^\/redfish\/v1\/SessionService\/Sessions(?:\/Members)?$/.test(path);
  return isLogIn || ["/redfish", ROOT, `${ROOT}/odata`, `${ROOT}/$metadata`].includes(path);
}
