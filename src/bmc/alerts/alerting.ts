/** Alerts of a BMC to the destinations of its LAN channel (IPMI §17.11, §30.7, §30.8). */
import type { Clock, Timer } from "../../clock.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { Budget } from "../budget.ts";
import type { Channels } from "../channels.ts";
import type { Lan } from "../lan/lan.ts";
import type { LanOptions } from "../lan/lan-options.ts";
import { Delivery, type Outcome } from "./delivery.ts";
import { MAX_ALERTS, TRAPS_A_SECOND, TRAPS_AT_ONCE } from "./limits.ts";
import { type AlertPolicy, PolicyWalk } from "./policy-walk.ts";
import { type AlertContents, type AlertedEvent, type Trap, type TrapDeps, type TrapSender, trapOf } from "./trap.ts";

/** The parts of the BMC that alerts depend on. */
export interface AlertingDeps extends TrapDeps {
  readonly clock: Clock;
  readonly lan: Lan;
  readonly channels: Channels;
  readonly options: TrapDeps["options"] & { readonly lan: LanOptions };
}

/** An event that PEF's alert action reports. */
export interface PefAlert {
  readonly event: AlertedEvent;
  readonly severity: number;
  /** Filters that matched: their numbers and those of their policies. */
  readonly filters: readonly { readonly number: number; readonly policy: number }[];
}

/** Status of Alert Immediate (§30.7). */
export const AlertStatus = { None: 0x00, Successful: 0x01, Failed: 0x02, Unacknowledged: 0x03, Pending: 0xff } as const;
type AlertStatus = (typeof AlertStatus)[keyof typeof AlertStatus];

const ALREADY_IN_PROGRESS = 0x81;
/** Parameter 18: a platform event trap. The other types are OEM's. */
const PET_DESTINATION = 0;
/** Policy number that stands for no policy. */
const NO_POLICY = 0;

/** The fields of a trap that PET Acknowledge repeats. */
export type TrapIdentity = Pick<Trap, "sequence" | "localTimestamp" | "sensorDevice" | "sensorNumber" | "eventData">;

export class Alerting {
  /** Sends traps; undefined while the LAN is not served. */
  sender: TrapSender | undefined;
  readonly #bmc: AlertingDeps;
  readonly #startMs: number;
  readonly #limit: Budget;
  readonly #underWay = new Set<Delivery>();
  readonly #counts: Record<Outcome, number> = { sent: 0, acknowledged: 0, unacknowledged: 0, failed: 0, dropped: 0 };
  #sequence = 0;
  #status: AlertStatus = AlertStatus.None;
  #delay: Timer | undefined;
  #delayed: readonly PefAlert[] = [];

  constructor(bmc: AlertingDeps) {
    this.#bmc = bmc;
    this.#startMs = bmc.clock.nowMs();
    this.#limit = new Budget(bmc.clock, { atOnce: TRAPS_AT_ONCE, aSecond: TRAPS_A_SECOND });
  }

  /** Alerts since the start, by outcome. */
  get counts(): Readonly<Record<Outcome, number>> {
    return this.#counts;
  }

  /** Status of the latest Alert Immediate. */
  get status(): AlertStatus {
    return this.#status;
  }

  clearStatus(): void {
    this.#status = AlertStatus.None;
  }

  /** Sends the alerts that the policies of the matching filters ask for, the lowest policy number first. */
  alert(alert: PefAlert): void {
    if (!this.sender) return;
    if (!this.#delay) this.#send(alert);
    else if (this.#delayed.length < MAX_ALERTS) this.#delayed = [...this.#delayed, alert];
    else this.#counts.dropped++;
  }

  /** §30.7. Throws `IpmiError` D5h while the LAN is not served, and 81h while the alert before is on its way. */
  sendImmediately(selector: number, contents: AlertContents): void {
    if (!this.sender) throw new IpmiError(CompletionCode.NotInPresentState, "the LAN is not served: see lan.listen");
    if (this.#status === AlertStatus.Pending) {
      throw new IpmiError(ALREADY_IN_PROGRESS, "the alert before is on its way; wait until its status is not FFh");
    }
    this.#status = AlertStatus.Pending;
    this.#deliver(selector, contents, (outcome) => {
      this.#status = statusOf(outcome);
    });
  }

  /** §30.8: ends the repetitions of a trap. An acknowledge that fits no trap changes nothing. */
  acknowledge(isOf: (trap: TrapIdentity) => boolean): void {
    for (const delivery of this.#underWay) if (isOf(delivery.trap)) delivery.acknowledge();
  }

  /** §17.4: alerts wait for some seconds after a start or reset of the system. */
  startDelay(seconds: number): void {
    this.#delay?.cancel();
    this.#delay = this.#bmc.clock.after(seconds * 1000, () => {
      const delayed = this.#delayed;
      this.cancelDelayed();
      for (const alert of delayed) this.#send(alert);
    });
  }

  /** Drops the alerts that wait for the delay's end. */
  cancelDelayed(): void {
    this.#delay?.cancel();
    this.#delay = undefined;
    this.#delayed = [];
  }

  reset(): void {
    this.cancelDelayed();
    for (const delivery of this.#underWay) delivery.cancel();
    this.#underWay.clear();
    this.#status = AlertStatus.None;
  }

  snapshot() {
    const delayed = this.#delay ? this.#delayed.length : undefined;
    return { underWay: this.#underWay.size, status: this.#status, delayed };
  }

  #send({ event, severity, filters }: PefAlert): void {
    const { policies } = this.#bmc.pef.configuration.values;
    const numbers = new Set(filters.map(({ policy }) => policy).filter((number) => number !== NO_POLICY));
    for (const number of [...numbers].sort((one, other) => one - other)) {
      const filter = filters.find(({ policy }) => policy === number)?.number ?? 0;
      const set = policies.filter(({ policy }) => policy.enabled && policy.number === number);
      const deliver = (policy: AlertPolicy, done: (successful: boolean) => void) => {
        const text = this.#bmc.pef.configuration.policyText(policy.stringKey, filter);
        if (this.#mayAlert(policy.destination.channel)) {
          const { selector } = policy.destination;
          this.#deliver(selector, { event, severity, text }, (outcome) => done(isSuccessful(outcome)));
        } else done(false);
      };
      const typeOf = ({ destination: { selector } }: AlertPolicy) =>
        this.#bmc.lan.values.destinations[selector]?.type.type.type ?? 0;
      new PolicyWalk(set, { deliver, typeOf }).run();
    }
  }

  /** Whether a channel is the LAN channel, with alerts by PEF enabled (§22.22). */
  #mayAlert(channel: number): boolean {
    const { options, channels } = this.#bmc;
    const { present, channel: lan } = options.lan;
    return present && channel === lan && channels.access(channel, "volatile").pefAlerting;
  }

  #deliver(selector: number, contents: AlertContents, done: (outcome: Outcome) => void): void {
    const ended = (outcome: Outcome) => {
      this.#counts[outcome]++;
      done(outcome);
    };
    const destination = this.#bmc.lan.values.destinations[selector];
    if (destination?.type.type.type !== PET_DESTINATION || isUnset(destination.address.ipAddress)) ended("failed");
    else if (this.#underWay.size >= MAX_ALERTS) ended("dropped");
    else {
      this.#sequence = (this.#sequence % 0xffff) + 1;
      const uptimeMs = this.#bmc.clock.nowMs() - this.#startMs;
      const trap = trapOf(this.#bmc, contents, { sequence: this.#sequence, uptimeMs });
      const delivery = new Delivery(trap, destination, this.#limited, this.#bmc.clock, (outcome) => {
        this.#underWay.delete(delivery);
        ended(outcome);
      });
      this.#underWay.add(delivery);
      delivery.attempt();
    }
  }

  readonly #limited: TrapSender = (trap, address, done) => {
    if (!this.sender) done("failed");
    else if (this.#limit.allows()) this.sender(trap, address, done);
    else done("dropped");
  };
}

function isUnset(address: Uint8Array): boolean {
  return address.every((byte) => byte === 0);
}

function isSuccessful(outcome: Outcome): boolean {
  return outcome === "sent" || outcome === "acknowledged";
}

function statusOf(outcome: Outcome): AlertStatus {
  if (isSuccessful(outcome)) return AlertStatus.Successful;
  return outcome === "unacknowledged" ? AlertStatus.Unacknowledged : AlertStatus.Failed;
}
