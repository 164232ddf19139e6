/**
 * The service of the shared door: all machines of the daemon, by name. A user sees the machines where name and password are
 * right. The root, the collections and the sessions are its own; each machine's own service answers for the rest.
 */
import type { Clock } from "../../clock.ts";
import type { AddressBudget } from "../../http/address-budget.ts";
import type { Machine } from "../../machine.ts";
import type { PeerLog } from "../../transport/peer-log.ts";
import { basicIn, checkAddress, SHOWN_NAME, unauthorized, wrongToken } from "../authenticate.ts";
import { oneAtATime } from "../in-turn.ts";
import { given, isUser, logIn, type User, userByPassword } from "../log-in.ts";
import type { OpenSession } from "../redfish-door.ts";
import { answerOf, failed, RedfishError, refusal } from "../redfish-error.ts";
import type { RedfishRequest, Reply } from "../request.ts";
import { isJson, type Json } from "../resource.ts";
import { checkProtocol, RedfishService } from "../service.ts";
import type { ServiceDoor } from "../service-state.ts";
import type { Allowed } from "../subscriptions/destination.ts";
import { machineIn, renamed } from "./names.ts";
import { openReply, sharedPlace, userReply } from "./shared-resources.ts";
import { type Credentials, SharedSessions } from "./shared-sessions.ts";
import type { SharedCaller, SharedState } from "./shared-state.ts";

/** The daemon, as the service uses it. */
export interface Machines {
  /** Machines that serve now. */
  readonly machines: readonly Machine[];
  /** Where subscriptions at a machine may send events, besides loopback. */
  eventDestinationsOf(name: string): Allowed;
}

interface Deps {
  readonly log: Pick<PeerLog, "write">;
  readonly clock: Clock;
}

export class SharedService implements SharedState {
  readonly sessions: SharedSessions;
  readonly inTurn = oneAtATime();
  readonly failedLogins: AddressBudget;
  door: ServiceDoor | undefined;
  readonly #log: Deps["log"];
  readonly #daemon: Machines;
  /** Services of machines that were asked for; they go with their machine. */
  readonly #services = new WeakMap<Machine, RedfishService>();

  constructor(daemon: Machines, failedLogins: AddressBudget, { log, clock }: Deps) {
    this.#daemon = daemon;
    this.failedLogins = failedLogins;
    this.sessions = new SharedSessions(clock);
    this.sessions.onEnd = () => {
      for (const machine of daemon.machines) this.#services.get(machine)?.events.endUnwanted();
    };
    this.#log = log;
  }

  close(): void {
    for (const machine of this.#daemon.machines) this.#services.get(machine)?.close();
  }

  /** Ends the streams and subscriptions of a machine that has gone. */
  ended(machine: Machine): void {
    const service = this.#services.get(machine);
    service?.close();
    service?.events.close();
  }

  /** Machines that a user sees. */
  visibleTo(caller: Credentials): readonly Machine[] {
    const asked = given(caller.name, caller.password);
    return this.#daemon.machines.filter(({ bmc }) => isUser(bmc, asked));
  }

  sessionsAt(machine: Machine): readonly OpenSession[] {
    return this.sessions.open((credentials) => userAt(machine, credentials) !== undefined);
  }

  readAt(path: string, caller: Credentials): Json | undefined {
    const named = machineIn(path);
    const machine = named && this.#machineNamed(named.name);
    const user = machine && userAt(machine, caller);
    const body = user && this.#serviceOf(machine).readFor(named.url, { user, session: undefined });
    const outer = body && renamed({ status: 200, body }, named.name).body;
    return isJson(outer) ? outer : undefined;
  }

  handle(request: RedfishRequest): Reply {
    try {
      return this.#answer(request);
    } catch (error) {
      return error instanceof RedfishError ? answerOf(error) : failed(this.#log, error);
    }
  }

  #answer(request: RedfishRequest): Reply {
    checkProtocol(request);
    const path = request.url.replace(/\?.*$/s, "").replace(/\/$/, "");
    const named = machineIn(request.url);
    const place = named ? undefined : sharedPlace(path);
    const open = place && openReply(place, this, request);
    if (open) return open;
    const caller = this.callerOf(request, named?.name);
    if (place) return userReply(place, this, request, caller);
    const machine = named && this.#machineNamed(named.name);
    const user = machine && userAt(machine, caller);
    // The same whether the machine does not exist or the caller does not see it.
    if (!machine || !user) throw refusal(404, "ResourceMissingAtURI", path);
    const asked = { ...request, url: named.url };
    const { session } = caller;
    const lease = session && (() => this.sessions.leaseOf(session, () => userAt(machine, session) !== undefined));
    return renamed(this.#serviceOf(machine).handle(asked, { user, session: undefined, lease }), named.name);
  }

  /** `named`: the machine in the path. @throws RedfishError 401, 429 */
  callerOf({ headers, peer }: RedfishRequest, named: string | undefined): SharedCaller {
    const token = headers["x-auth-token"];
    if (typeof token === "string") {
      const session = this.sessions.use(token);
      if (!session || !this.#seenBy(session)) throw wrongToken();
      return { name: session.name, password: session.password, session };
    }
    const credentials = basicIn(headers.authorization);
    if (!credentials) throw unauthorized();
    this.check(credentials, peer, named);
    return { ...credentials, session: undefined };
  }

  /**
   * Returns a machine that a user sees. Credentials that are wrong at the machine `named` count as a failed log-in, although
   * they may be right elsewhere.
   * @throws RedfishError 401, 429
   */
  check(credentials: Credentials, peer: string, named?: string): Machine {
    checkAddress(this.failedLogins, peer);
    const seen = this.#seenBy(credentials);
    if (named === undefined ? !seen : !this.#logsInAt(named, credentials)) {
      this.failedLogins.take(peer);
      const [user, machine] = [credentials.name, named].map((text) => text?.slice(0, SHOWN_NAME));
      this.#log.write("warn", { peer, user, machine }, "Redfish log-in refused");
    }
    if (!seen) throw unauthorized();
    return seen;
  }

  /** The first machine that a user sees. */
  #seenBy({ name, password }: Credentials): Machine | undefined {
    const asked = given(name, password);
    return this.#daemon.machines.find(({ bmc }) => isUser(bmc, asked));
  }

  /** Counts wrong credentials for the machine's lock-out. */
  #logsInAt(name: string, { name: user, password }: Credentials): boolean {
    const machine = this.#machineNamed(name);
    return machine !== undefined && logIn(machine, user, password) !== undefined;
  }

  #machineNamed(name: string): Machine | undefined {
    return this.#daemon.machines.find((machine) => machine.name === name);
  }

  #serviceOf(machine: Machine): RedfishService {
    const made =
      this.#services.get(machine) ??
      new RedfishService(machine, this.failedLogins, this.#daemon.eventDestinationsOf(machine.name));
    made.door = this.door;
    this.#services.set(machine, made);
    return made;
  }
}

/** The user of a machine by name and password. Wrong ones are not counted: they may be right elsewhere. */
function userAt({ bmc }: Machine, { name, password }: Credentials): User | undefined {
  return userByPassword(bmc, given(name, password));
}
