/** State of one machine's service: what its resources show and change. */
import type { AddressBudget } from "../http/address-budget.ts";
import type { Machine } from "../machine.ts";
import type { RedfishEvents } from "./events.ts";
import type { RedfishSessions } from "./sessions.ts";
import type { Subscriptions } from "./subscriptions/subscriptions.ts";
import type { RedfishTasks } from "./tasks.ts";

/** The address at which clients reach the service. */
export interface ServiceDoor {
  readonly port: number;
  readonly secure: boolean;
  /** PEM of an https: door's certificate, perhaps with its chain. */
  readonly certificate?: string | undefined;
  /** PEM of its key, if clients may replace the certificate: it comes from no file of the configuration. */
  readonly replaceableKey?: string | undefined;
}

export interface ServiceState {
  readonly machine: Machine;
  readonly sessions: RedfishSessions;
  /** Log-ins that failed, by address. */
  readonly failedLogins: AddressBudget;
  readonly events: RedfishEvents;
  readonly tasks: RedfishTasks;
  readonly subscriptions: Subscriptions;
  /** Undefined until the door is open. */
  readonly door: ServiceDoor | undefined;
}
