/** One machine: a BMC, the command table it answers with, and the links to the QEMU it manages. */

import type { Logger } from "pino";
import type { Bmc } from "./bmc/bmc.ts";
import { type Host, NO_HOST } from "./bmc/host.ts";
import { SensorHistory } from "./bmc/sensors/sensor-history.ts";
import { type Clock, EndingClock, systemClock } from "./clock.ts";
import { EMPTY_BYTES } from "./codec/empty-bytes.ts";
import { answeredCommands } from "./commands/answered-commands.ts";
import { makeControllers } from "./controllers/controllers.ts";
import type { MachineOptions } from "./controllers/options.ts";
import { HostActions } from "./host/host-actions.ts";
import { vmProtocol } from "./host/vm-protocol.ts";
import { Channel, interfaceChannel } from "./ipmi/channel.ts";
import { type Caller, type Command, SYSTEM_SOFTWARE } from "./ipmi/command.ts";
import {
  type Answer,
  type CommandTable,
  commandFor,
  dispatch,
  type Request,
  type UnsettledAnswer,
} from "./ipmi/dispatch.ts";
import { RequestCount } from "./ipmi/request-count.ts";
import type { LanOwner } from "./lan/exchanges.ts";
import { LanServer } from "./lan/lan-server.ts";
import { systemRandom } from "./lan/random.ts";
import type { Drives } from "./media/drives.ts";
import { Members } from "./members.ts";
import { TraceFeed } from "./observe/trace.ts";
import { FaultList } from "./replies/fault-list.ts";
import type { LanFault } from "./replies/lan-fault.ts";
import type { RedfishFault } from "./replies/redfish-fault.ts";
import { type Refusal, ReplyPolicy } from "./replies/reply-policy.ts";
import { warnings } from "./replies/warnings.ts";
import { SerialPort } from "./serial/serial-port.ts";
import { SerialSol } from "./serial/sol-service.ts";
import { SensorSources } from "./sources/sensor-sources.ts";
import { REAL_TIME, SimulatedTime } from "./sources/simulated-time.ts";
import { AnswerCommits } from "./store/answer-commits.ts";
import { committingClock } from "./store/committing-clock.ts";
import { Defaults } from "./store/defaults.ts";
import type { Connection } from "./transport/door.ts";
import { PeerLog } from "./transport/peer-log.ts";
import type { QmpEvent } from "./transport/qmp-event.ts";
import { ResetCount } from "./transport/reset-count.ts";
import { type LinkOwner, VmLink, type Wires } from "./transport/vm-link.ts";

export type { MachineOptions } from "./controllers/options.ts";

export class Machine implements LinkOwner, LanOwner {
  readonly name: string;
  readonly bmc: Bmc;
  /** Timers on this clock die with the machine. */
  readonly clock: EndingClock;
  readonly replies: ReplyPolicy;
  readonly lanFaults: FaultList<LanFault>;
  readonly redfishFaults: FaultList<RedfishFault>;
  /** Every event on its links. */
  readonly trace: TraceFeed;
  /** The guest's serial port, if the configuration has one. */
  readonly serial: SerialPort | undefined;
  /** The means by which the BMC acts on the machine. */
  readonly host: HostActions;
  /** Asks QEMU whether it stays, paused, while power is off. Undefined without QMP. */
  isPausedOff: (() => Promise<boolean>) | undefined;
  /** Whether QEMU's report that the machine has ended is about a power-off that the BMC knows of. */
  isEndKnown: (() => boolean) | undefined;
  /** Its drives for virtual media, if the configuration has any. */
  drives: Drives | undefined;
  /** Sources that move the sensors of all its controllers. */
  readonly sources: SensorSources;
  /** Readings of the BMC's sensors so far. */
  readonly sensorHistory: SensorHistory;
  /** Lines that peers can cause as often as they like. */
  readonly peerLog: PeerLog;
  readonly defaults: Defaults;
  /** Commands that it answers, with those of the configuration. */
  readonly table: CommandTable;
  readonly #log: Logger;
  #commits = new AnswerCommits();
  readonly #links = new Members<VmLink>();
  #connections = 0;
  readonly #requests = new RequestCount();
  readonly #resets = new ResetCount();
  /** Number of times that QEMU reported that the machine ended. */
  #ends = 0;
  #lan: LanServer | undefined;

  constructor(options: MachineOptions, log: Logger, systemTime: Clock = systemClock) {
    const clock = new EndingClock(
      options.openStore ? committingClock(systemTime, () => this.#commits.commit()) : systemTime,
    );
    this.name = options.name;
    this.#log = log;
    this.peerLog = new PeerLog(log);
    this.clock = clock;
    const vm = vmProtocol((code) => this.links.some((link) => link.control(code)));
    this.host = new HostActions([vm], {
      log: this.peerLog,
      begun: (action) => void (action === "reset" && this.#resets.sent()),
      failed: (action) => this.react(({ chassis }) => chassis.actionFailed(action)),
      messagingChanged: () => this.messagingChanged(),
    });
    this.serial = options.serial && new SerialPort(options.serial.address);
    this.replies = new ReplyPolicy(options.replies);
    this.lanFaults = new FaultList(options.replies.seed, options.replies.lan);
    this.redfishFaults = new FaultList(options.replies.seed, options.replies.redfish);
    this.trace = new TraceFeed(options.name, () => clock.epochMs(), options.historySize);
    for (const warning of warnings(options.replies)) log.warn(warning);
    const answered = answeredCommands(options.oemCommands, options.moduleCommands);
    this.table = answered.table;
    const make = (host: Host, time: Clock) => makeControllers(options, { host, clock: time, answered, bug: this.#bug });
    const controllers = make(this.host, clock);
    const configured = (time: Clock) => make(NO_HOST, time).bmc;
    this.defaults = new Defaults({ clock, configured, operate: (work) => this.operate(work) });
    this.bmc = controllers.bmc;
    const { sol, solActivations } = this.bmc.lan;
    if (this.serial) solActivations.service = new SerialSol(this.serial, () => sol.values, clock, this.trace);
    // Before the store: a sensor's first reading resets its settings, which the store then restores.
    const time = new SimulatedTime(options.time ?? REAL_TIME, clock);
    this.sources = new SensorSources(controllers.sourced, time, {
      report: (...line) => this.peerLog.write(...line),
      moved: () => void this.#commits.commit(),
    });
    try {
      this.#commits = new AnswerCommits(options.openStore?.(controllers.byAddress, systemTime));
    } catch (error) {
      this.sources.close();
      clock.end();
      this.trace.close();
      throw error;
    }
    this.sensorHistory = new SensorHistory(this.bmc.sensors, clock);
    for (const { chassis } of controllers.byAddress.values()) chassis.mainsReturned();
  }

  /** Makes a link for a QEMU that connected to one of the machine's doors. `kind`: the interface of the door. */
  attach(connection: Connection, kind = this.bmc.options.systemInterface): void {
    this.peerLog.write("info", { peer: connection.peer }, "QEMU connected");
    this.#connections++;
    const channel = interfaceChannel(kind, this.bmc.options.systemInterface);
    this.#links.add(new VmLink(connection, this, this.#log, this.peerLog, channel));
  }

  /** IPMI over LAN, made at its first use: many machines have no LAN door. Undefined without a LAN channel. */
  get lan(): LanServer | undefined {
    if (this.bmc.options.lan.present) this.#lan ??= new LanServer(this, systemRandom);
    return this.#lan;
  }

  /** Number of datagrams at the LAN door, by outcome. */
  get lanCounts() {
    return this.#lan?.traffic.counts;
  }

  get links(): readonly VmLink[] {
    return [...this.#links];
  }

  /** Connections, requests and resets at all doors since the machine was made. */
  get traffic() {
    const { count, last } = this.#requests;
    return { connections: this.#connections, requests: count, resets: this.#resets.count, last };
  }

  /** Takes events that QEMU reported over QMP. */
  qemuTold(...events: readonly QmpEvent[]): void {
    for (const { name, reason, guest, count } of events) {
      this.trace.publish("QMP", { kind: "qemu", event: name, reason, guest, ...(count && { count }) });
      if (name === "RESET") this.host.machineReset(); // before the chassis, which may use up the boot flags
      if (name === "RESET" && this.#resets.toldByQmp(count)) this.bmc.chassis.machineReset(count);
      if (name === "GUEST_PANICKED") this.bmc.guestPanics.reported();
      if (name === "SHUTDOWN") this.#ends++;
      if (name === "SHUTDOWN" && !this.isEndKnown?.()) this.bmc.chassis.machineEnded();
    }
    this.#commits.commit();
  }

  /** Calls `listener` when system power changes. Returns a function that stops this. */
  onPower(listener: (on: boolean) => void): () => void {
    return this.host.power.add(listener);
  }

  /** Like `operate`, and waits for the actions on the machine that the work started. @throws Error when one failed, too */
  async act(work: (bmc: Bmc) => void): Promise<void> {
    const error = await this.host.during(() => this.operate(work)).underWay;
    if (error) throw error;
  }

  /** Runs an operator's work on the BMC and stores what it changed. @throws Error when that could not be stored */
  operate<Result>(work: (bmc: Bmc) => Result): Result {
    const result = work(this.bmc);
    if (!this.#commits.commit()) throw new Error("the state could not be stored and is unchanged; the log says why");
    return result;
  }

  /** Like `operate`, for news of the machine: nobody waits for it, and the log says when it could not be stored. */
  react(work: (bmc: Bmc) => void): void {
    work(this.bmc);
    this.#commits.commit();
  }

  /** Ends all sessions, links, sources and timers, and closes the store. */
  close(): void {
    // First, so that the record has what they carried.
    this.bmc.sessions.endAll("the machine was stopped");
    this.host.close();
    this.sources.close();
    this.serial?.close();
    for (const link of this.#links) link.close();
    this.clock.end();
    this.#commits.close();
    this.trace.close();
  }

  /** The wires of all interfaces together: one that any of them sets is set. */
  get wires(): Wires {
    const all = this.bmc.messaging.all.map(({ channel }) => this.wiresOf(channel));
    const any = (wire: keyof Wires) => all.some((wires) => wires[wire]);
    return { attention: any("attention"), interrupt: any("interrupt"), interruptEnabled: any("interruptEnabled") };
  }

  wiresOf(channel: number): Wires {
    const { attention, interruptEnabled } = this.bmc.messaging.at(channel);
    const pending = attention.pending || this.replies.attentionStuck;
    return { attention: pending, interrupt: attention.interrupt, interruptEnabled };
  }

  /** Whether its state is kept in a file. */
  get isStored(): boolean {
    return this.#commits.isStored;
  }

  /** Carries out a request and stores what it changed. */
  answer(request: Request, refusal?: Refusal, channel: number = Channel.SystemInterface): Answer {
    const unsettled = this.carryOut(request, refusal, channel);
    return (this.settle([unsettled])[0] ?? unsettled).answer;
  }

  /** `caller`: who asks, if it is not the system software of this machine. */
  carryOut(
    request: Request,
    refusal: Refusal | undefined,
    channel: number,
    caller: Caller = SYSTEM_SOFTWARE,
  ): UnsettledAnswer {
    if (refusal) return this.#commits.unsettled(request, this.#refused(request, refusal));
    const access = { bmc: this.bmc, channel, ...caller };
    const { result: answer, underWay } = this.host.during(() => dispatch(this.table, access, request, this.#bug));
    const unsettled = this.#commits.unsettled(request, answer);
    return underWay ? { ...unsettled, underWay } : unsettled;
  }

  settle<Unsettled extends UnsettledAnswer>(unsettled: readonly Unsettled[]): readonly Unsettled[] {
    const settled = this.#commits.settle(unsettled);
    this.#requests.answered(settled, this.clock.epochMs());
    return settled;
  }

  /** The BMC never sees a request that a rule refuses. */
  #refused({ netFn, cmd, data }: Request, { completionCode, data: given = EMPTY_BYTES, rule }: Refusal): Answer {
    const command = commandFor(this.table, netFn, cmd, data);
    return { completionCode, data: given, refusal: `refused by ${rule}`, ...(command && { command }) };
  }

  linkReady(link: VmLink): void {
    this.peerLog.write("info", { peer: link.peer, capabilities: link.capabilities }, "QEMU announced what it can do");
    if (this.isPausedOff) void this.#startedUnlessOff(link, this.isPausedOff());
    else this.bmc.chassis.machineStarted();
  }

  /** QEMU connects within a second of its start, when its guest may have switched the machine off, or may do so now. */
  async #startedUnlessOff(link: VmLink, isOff: Promise<boolean>): Promise<void> {
    const ends = this.#ends;
    if ((await isOff) || this.#ends !== ends || !this.#links.has(link)) return;
    this.react(({ chassis }) => chassis.machineStarted());
  }

  linkClosed(link: VmLink): void {
    this.peerLog.write("info", { peer: link.peer, requests: link.requests, ...link.replyCounts }, "QEMU disconnected");
    this.#links.delete(link);
  }

  machineReset(link: VmLink): void {
    this.#resets.toldByLink();
    this.peerLog.write("info", { peer: link.peer }, "the machine was reset");
    this.bmc.chassis.machineReset();
  }

  readonly #bug = (err: unknown, { name }: Command): void => {
    this.peerLog.write("error", { err }, `${name} failed; the requester got FFh`);
  };

  messagingChanged(): void {
    for (const link of this.#links) link.updateWires();
  }
}
