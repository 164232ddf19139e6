/** The Redfish service of one machine: requests in, answers out. The socket is elsewhere. */
import type { AddressBudget } from "../http/address-budget.ts";
import { IpmiError } from "../ipmi/completion-code.ts";
import type { Machine } from "../machine.ts";
import { inSlices, type Steps } from "../turns/slices.ts";
import { callerOf, unauthorized } from "./authenticate.ts";
import { allowed, type Endpoint, type Operation } from "./endpoint.ts";
import { checkMatch, etagOf, isUnchanged } from "./etag.ts";
import { RedfishEvents } from "./events.ts";
import { FaultLayer } from "./faults/fault-layer.ts";
import { oneAtATime } from "./in-turn.ts";
import { message } from "./messages.ts";
import { applied, checkQuery, readsOthers } from "./query.ts";
import type { OpenSession } from "./redfish-door.ts";
import { answerOf, failed, RedfishError, refusal, refusalFor } from "./redfish-error.ts";
import type { Caller, Context, RedfishRequest, Reply } from "./request.ts";
import { isJson, type Json } from "./resource.ts";
import { has } from "./roles.ts";
import { found } from "./routes.ts";
import { schemaAddress } from "./schemas.ts";
import type { ServiceDoor, ServiceState } from "./service-state.ts";
import { DEFAULT_TIMEOUT_SECONDS, RedfishSessions } from "./sessions.ts";
import type { Allowed } from "./subscriptions/destination.ts";
import { Subscriptions } from "./subscriptions/subscriptions.ts";
import { RedfishTasks } from "./tasks.ts";

interface Call {
  readonly endpoint: Endpoint;
  readonly context: Context;
  readonly request: RedfishRequest;
}

/** Seconds after which a client may try again while the BMC resets. */
const RETRY_SECONDS = 5;

export class RedfishService implements ServiceState {
  readonly machine: Machine;
  readonly sessions: RedfishSessions;
  readonly failedLogins: AddressBudget;
  readonly events: RedfishEvents;
  readonly tasks: RedfishTasks;
  readonly subscriptions: Subscriptions;
  door: ServiceDoor | undefined;
  /** Made for the first request that faults can change. */
  #faults: FaultLayer | undefined;
  readonly #inTurn = oneAtATime();

  /** `eventDestinations`: where subscriptions may send events, besides loopback. */
  constructor(machine: Machine, failedLogins: AddressBudget, eventDestinations: Allowed = []) {
    this.machine = machine;
    this.sessions = new RedfishSessions(machine.bmc);
    this.failedLogins = failedLogins;
    this.events = new RedfishEvents(machine);
    this.tasks = new RedfishTasks(machine.clock);
    this.subscriptions = new Subscriptions(machine, this.events, eventDestinations);
    this.sessions.onEnd = () => this.events.endUnwanted();
    machine.host.learnBootDevices();
    machine.defaults.onRestored(() => {
      this.sessions.timeoutSeconds = DEFAULT_TIMEOUT_SECONDS;
      this.subscriptions.reset();
    });
  }

  /** Ends what would outlive the door. */
  close(): void {
    this.subscriptions.close();
  }

  sessionsAt(): readonly OpenSession[] {
    return this.sessions.open;
  }

  /** `caller`: the sender, if it has logged in elsewhere. */
  handle(request: RedfishRequest, caller?: Caller): Reply {
    if (this.machine.redfishFaults.isEmpty) return this.#handle(request, caller);
    this.#faults ??= new FaultLayer(this.machine, this.tasks, (path) => this.readFor(path));
    try {
      return this.#faults.handle(request, (asked) => this.#handle(asked, caller));
    } catch (error) {
      return this.#refused(error);
    }
  }

  #handle(request: RedfishRequest, caller: Caller | undefined): Reply {
    try {
      return this.#answer(request, caller);
    } catch (error) {
      return this.#refused(error);
    }
  }

  #answer(request: RedfishRequest, known: Caller | undefined): Reply {
    checkProtocol(request);
    if (this.machine.bmc.sessions.offline) {
      const words = message("ServiceTemporarilyUnavailable", [`${RETRY_SECONDS}`], "The BMC was reset.");
      throw new RedfishError(503, [words], { "Retry-After": `${RETRY_SECONDS}` });
    }
    const [, path = "", search = ""] = /^([^?]*)\??(.*)$/s.exec(request.url) ?? [];
    const place = found(path);
    if (!place) {
      // Only users learn which paths exist.
      if (!(known ?? callerOf(this, request.headers, request.peer))) throw unauthorized();
      throw refusal(404, "ResourceMissingAtURI", path);
    }
    const { endpoint, params } = place;
    const isReading = request.method === "GET" || request.method === "HEAD";
    const operation = this.#operation(endpoint, request.method);
    const query = new URLSearchParams(search);
    // $expand reads what else the service has.
    const isOpen = isReading ? endpoint.isOpen && !query.has("$expand") : operation?.privileges.length === 0;
    const caller = isOpen ? undefined : (known ?? callerOf(this, request.headers, request.peer));
    if (!isOpen && !caller) throw unauthorized();
    const context = { service: this, params, query, headers: request.headers, caller, peer: request.peer };
    const call = { endpoint, context, request };
    return withAllow(this.#reply(call, operation), endpoint);
  }

  #reply(call: Call, operation: Operation | undefined): Reply {
    const { endpoint, context, request } = call;
    if (request.method === "GET" && endpoint.answer) return endpoint.answer(context);
    const isReading = request.method === "GET" || request.method === "HEAD";
    return isReading && endpoint.get ? this.#read(call) : this.#operate(call, operation);
  }

  #operation(endpoint: Endpoint, method: string): Operation | undefined {
    return { PATCH: endpoint.patch, POST: endpoint.post, DELETE: endpoint.delete }[method];
  }

  #read(call: Call): Reply {
    const { endpoint, context, request } = call;
    if (endpoint.search && context.query.has("$filter")) return this.#search(endpoint.search(context), call);
    const body = endpoint.get?.(context);
    if (body === undefined) throw refusal(404, "ResourceMissingAtURI", request.url);
    if (typeof body === "string") return { status: 200, body };
    checkQuery(context.query);
    const etag = etagOf(body);
    if (!readsOthers(context.query) && isUnchanged(request.headers, etag))
      return { status: 304, headers: { ETag: etag } };
    return this.#applied(body, call);
  }

  /** Guests are answered between the steps. */
  #search(steps: Steps<Json>, call: Call): Reply {
    checkQuery(call.context.query);
    const searching = this.#inTurn(() => inSlices(steps)).then((body) => this.#applied(body, call));
    const underWay = searching.catch((error: unknown) => this.#refused(error));
    return { status: 200, underWay: underWay.then((reply) => withAllow(reply, call.endpoint)) };
  }

  #applied(body: Json, { endpoint, context }: Call): Reply {
    const answer = applied(context.query, body, endpoint.pages === true, (path) => this.#readAt(path, context));
    return { status: 200, headers: headersOf(answer, etagOf(body)), body: answer };
  }

  /** Reads a resource for a fault, or for a user who has logged in elsewhere. Undefined while the BMC resets. */
  readFor(path: string, caller?: Caller): Json | undefined {
    if (caller && this.machine.bmc.sessions.offline) return undefined;
    const query = new URLSearchParams();
    return this.#readAt(path, { service: this, params: {}, query, headers: {}, caller, peer: "" });
  }

  /** Reads another resource for the same user. */
  #readAt(path: string, context: Context): Json | undefined {
    const place = found(path);
    try {
      const body = place?.endpoint.get?.({ ...context, params: place.params, query: new URLSearchParams() });
      return isJson(body) ? body : undefined;
    } catch (error) {
      if (error instanceof RedfishError) return undefined;
      throw error;
    }
  }

  #operate({ endpoint, context, request }: Call, operation: Operation | undefined): Reply {
    if (!operation) {
      throw new RedfishError(405, [message("OperationNotAllowed")], { Allow: allowed(endpoint) });
    }
    if (context.caller && !isAllowed(operation, context.caller, context)) throw refusal(403, "InsufficientPrivilege");
    const present = endpoint.get?.(context);
    if (endpoint.get && present === undefined) throw refusal(404, "ResourceMissingAtURI", request.url);
    if (isJson(present)) checkMatch(request.headers, etagOf(present));
    const reply = operation.run(context, bodyOf(request.body));
    return isJson(reply.body) ? { ...reply, headers: { ...headersOf(reply.body), ...reply.headers } } : reply;
  }

  #refused(error: unknown): Reply {
    const known = error instanceof IpmiError ? refusalFor(error) : error;
    return known instanceof RedfishError ? answerOf(known) : failed(this.machine.peerLog, error);
  }
}

function isAllowed({ privileges, isOwn }: Operation, { user }: Caller, context: Context): boolean {
  return privileges.some((privilege) => has(user.role, privilege)) || isOwn?.(context) === true;
}

function withAllow(reply: Reply, endpoint: Endpoint): Reply {
  return { ...reply, headers: { Allow: allowed(endpoint), ...reply.headers } };
}

/** @throws RedfishError 412 when the client needs another version of OData */
export function checkProtocol({ headers: { "odata-version": version = "4.0" } }: RedfishRequest): void {
  if (version !== "4.0") throw refusal(412, "HeaderInvalid", "OData-Version");
}

/** Headers of a resource. */
export function headersOf(body: Json, etag = etagOf(body)): Readonly<Record<string, string>> {
  const type = body["@odata.type"];
  const described = typeof type === "string" && { Link: `<${schemaAddress(type)}>; rel=describedby` };
  return { ETag: etag, ...described };
}

/** An empty body is an empty object: clients send actions without parameters in both ways. */
export function bodyOf(text: string): Json {
  if (text.trim() === "") return {};
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw refusal(400, "MalformedJSON");
  }
  if (!isJson(body)) throw refusal(400, "UnrecognizedRequestBody");
  return body;
}
