/** Prometheus metrics of a daemon. Dashboards depend on the names and labels: never change them. */

import { setImmediate as nextTurn } from "node:timers/promises";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Machine } from "../machine.ts";
import type { TraceEvent } from "../observe/trace-event.ts";
import { packageVersion } from "../package-files.ts";
import { hexDigits } from "../text/hex.ts";
import type { Refusal } from "./admission.ts";
import { type Family, linesOf, type Series } from "./exposition.ts";

/** Bounds in seconds: from the time that a command takes to the 4 s that QEMU waits. */
const ANSWER_BUCKETS = [0.00001, 0.0001, 0.001, 0.01, 0.1, 1, 4];

/** Most rule labels of a machine; further rules count as "other". */
const MAX_RULES = 100;

/** Gauges of prom-client that promtool rejects for their suffix _total; the metrics without the suffix count the same by type. */
const MISNAMED = ["nodejs_active_handles_total", "nodejs_active_requests_total", "nodejs_active_resources_total"];

/** Time after which a scrape lets the event loop turn: a guest's request waits for this at most. */
export const SLICE_MS = 1;

export class Metrics {
  readonly registry = new Registry();
  /** Metrics whose values are read from the machines while a scrape is written. */
  readonly #gauges: Family[] = [];
  readonly #exchanges: Counter<"machine" | "command" | "completion_code">;
  readonly #answerTime: Histogram<"machine">;
  readonly #faults: Counter<"machine" | "rule">;
  /** Rule names in use as labels, by machine. */
  readonly #rules = new Map<string, Set<string>>();
  readonly #discarded: Counter<"machine" | "reason">;
  readonly #connections: Counter<"machine">;
  readonly #resets: Counter<"machine">;
  readonly #refused: Counter<"reason">;
  readonly #sessions: Counter<"machine" | "suite">;
  readonly #logInsRefused: Counter<"machine" | "step" | "status">;
  readonly #logInsAbandoned: Counter<"machine" | "step">;

  /** `machines` returns the machines that serve, at each scrape. */
  constructor(machines: () => readonly Machine[]) {
    const registers = [this.registry];
    // Without a prefix: dashboards know these names from every process.
    collectDefaultMetrics({ register: this.registry });
    for (const name of MISNAMED) this.registry.removeSingleMetric(name);
    const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
      new Counter({ name: `extern_bmc_${name}`, help, labelNames, registers });
    this.#exchanges = counter("exchanges_total", "Requests answered.", ["machine", "command", "completion_code"]);
    this.#faults = counter("faults_total", "Answers that a reply rule or a fault changed.", ["machine", "rule"]);
    this.#discarded = counter("discarded_frames_total", "Frames that could not be decoded.", ["machine", "reason"]);
    this.#connections = counter("connections_total", "Connections to a machine's doors.", ["machine"]);
    this.#resets = counter("machine_resets_total", "Resets that QEMU reported.", ["machine"]);
    this.#sessions = counter("lan_sessions_opened_total", "Sessions opened at LAN doors.", ["machine", "suite"]);
    this.#logInsRefused = counter("lan_logins_refused_total", "Log-ins refused at LAN doors.", [
      "machine",
      "step",
      "status",
    ]);
    this.#logInsAbandoned = counter("lan_logins_abandoned_total", "Log-ins abandoned by clients of LAN doors.", [
      "machine",
      "step",
    ]);
    this.#refused = counter("http_refused_total", "Connections and requests that the HTTP port refused.", ["reason"]);
    this.#answerTime = new Histogram({
      name: "extern_bmc_answer_seconds",
      help: "Time from a request to the BMC's answer, before reply rules.",
      labelNames: ["machine"],
      buckets: ANSWER_BUCKETS,
      registers,
    });
    new Gauge({
      name: "extern_bmc_info",
      help: "Always 1; the label has the version.",
      labelNames: ["version"],
      registers,
    }).set({ version: packageVersion() }, 1);
    this.#gauge(
      "qemu_connected",
      "1 while a QEMU that announced its capabilities is connected.",
      machines,
      ({ links }) => (links.some(({ capabilities }) => capabilities > 0) ? 1 : 0),
    );
    this.#gauge("lan_sessions", "Open sessions at LAN doors.", machines, ({ bmc }) => bmc.sessions.count);
    this.#gauge("power_on", "1 when system power is on.", machines, ({ bmc }) => (bmc.chassis.powerOn ? 1 : 0));
    this.#gauge("attention", "1 while SMS_ATN is raised.", machines, ({ wires }) => (wires.attention ? 1 : 0));
    this.#gauge("sel_records", "Records in the SEL.", machines, ({ bmc }) => bmc.sel.size);
    this.#gauge("sel_free_records", "Records that the SEL has room for.", machines, ({ bmc }) => bmc.sel.free);
    this.#sensorGauge(machines);
    this.#outcomeCounter("lan_datagrams_total", "Datagrams at LAN doors.", machines, ({ lanCounts }) => lanCounts);
    this.#outcomeCounter("lan_sol_bytes_total", "Characters of serial over LAN.", machines, ({ bmc }) => {
      return bmc.lan.solActivations.service?.counts;
    });
    this.#outcomeCounter("lan_alerts_total", "Alerts of LAN channels.", machines, ({ bmc }) => {
      return bmc.options.lan.present ? bmc.alerting.counts : undefined;
    });
  }

  /** Counts a refusal of the HTTP port. */
  refused(reason: Refusal): void {
    this.#refused.inc({ reason });
  }

  /** Returns all metrics as text, made in slices, so that guests are answered in between. */
  async scrape(): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let text = "";
    let startMs = performance.now();
    for await (const family of this.#families()) {
      for (const line of linesOf(family)) {
        text += `${line}\n`;
        if (performance.now() - startMs < SLICE_MS) continue;
        pieces.push(Buffer.from(text));
        text = "";
        await nextTurn();
        startMs = performance.now();
      }
    }
    // The last metric has no empty line after it.
    return Buffer.concat([...pieces, Buffer.from(text)]).subarray(0, -1);
  }

  async *#families(): AsyncGenerator<Family> {
    for (const { name } of this.registry.getMetricsAsArray()) {
      const metric = await this.registry.getSingleMetric(name)?.get();
      if (metric) yield { name, help: metric.help, type: `${metric.type}`, series: () => metric.values };
    }
    yield* this.#gauges;
  }

  /** Counts the events of a machine; returns a function that stops counting and removes its series. */
  follow({ name, trace }: Machine): () => void {
    const stop = trace.listen((event) => this.#take(event));
    return () => {
      stop();
      void this.#forget(name);
    };
  }

  async #forget(machine: string): Promise<void> {
    this.#rules.delete(machine);
    this.#answerTime.remove({ machine });
    for (const counter of this.#countersOfMachines) {
      const { values } = await counter.get();
      for (const { labels } of values) if (labels.machine === machine) counter.remove(labels);
    }
  }

  get #countersOfMachines(): readonly Counter<"machine">[] {
    const ofFrames = [this.#exchanges, this.#faults, this.#discarded, this.#connections, this.#resets];
    return [...ofFrames, this.#sessions, this.#logInsRefused, this.#logInsAbandoned];
  }

  #take(event: TraceEvent): void {
    const { machine } = event;
    switch (event.kind) {
      case "exchange": {
        const completionCode = hexDigits(event.completionCode);
        this.#exchanges.inc({ machine, command: event.command ?? "unknown", completion_code: completionCode });
        this.#answerTime.observe({ machine }, event.latencyMs / 1000);
        for (const rule of event.rules) this.#faults.inc({ machine, rule: this.#ruleLabel(machine, rule) });
        break;
      }
      case "redfish":
        for (const rule of event.rules) this.#faults.inc({ machine, rule: this.#ruleLabel(machine, rule) });
        break;
      case "discarded":
        this.#discarded.inc({ machine, reason: event.reason });
        break;
      case "session opened":
        this.#sessions.inc({ machine, suite: event.suite === undefined ? "ipmi1.5" : `${event.suite}` });
        break;
      case "log-in refused": {
        const status = event.status === undefined ? "none" : hexDigits(event.status);
        this.#logInsRefused.inc({ machine, step: event.step, status });
        break;
      }
      case "log-in abandoned":
        this.#logInsAbandoned.inc({ machine, step: event.step });
        break;
      case "connected":
        this.#connections.inc({ machine });
        break;
      case "machine reset":
        this.#resets.inc({ machine });
        break;
      case "qemu":
        if (event.event === "RESET") this.#resets.inc({ machine }, event.count ?? 1);
        break;
    }
  }

  /** Bounds the number of labels: a test bench may add faults with new names for days, and Prometheus keeps a series for each. */
  #ruleLabel(machine: string, rule: string): string {
    const rules = this.#rules.get(machine) ?? new Set();
    this.#rules.set(machine, rules);
    if (rules.size < MAX_RULES) rules.add(rule);
    return rules.has(rule) ? rule : "other";
  }

  #gauge(name: string, help: string, machines: () => readonly Machine[], value: (machine: Machine) => number): void {
    this.#addGauge(name, help, function* () {
      for (const machine of machines()) yield { labels: { machine: machine.name }, value: value(machine) };
    });
  }

  #outcomeCounter(
    name: string,
    help: string,
    machines: () => readonly Machine[],
    counts: (machine: Machine) => Readonly<Record<string, number>> | undefined,
  ): void {
    const series = function* () {
      for (const machine of machines()) {
        for (const [outcome, value] of Object.entries(counts(machine) ?? {})) {
          yield { labels: { machine: machine.name, outcome }, value };
        }
      }
    };
    this.#gauges.push({ name: `extern_bmc_${name}`, help, type: "counter", series });
  }

  #sensorGauge(machines: () => readonly Machine[]): void {
    this.#addGauge("sensor_value", "Readings of sensors, in their units.", function* () {
      for (const { name, bmc } of machines()) {
        for (const { definition, value } of bmc.sensors.all) {
          if (value !== undefined) yield { labels: { machine: name, sensor: definition.name }, value };
        }
      }
    });
  }

  #addGauge(name: string, help: string, series: () => Iterable<Series>): void {
    this.#gauges.push({ name: `extern_bmc_${name}`, help, type: "gauge", series });
  }
}
