/** Prometheus metrics of a daemon. Names and labels are for dashboards: they stay. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Machine } from "../machine.ts";
import type { TraceEvent } from "../observe/trace.ts";
import { packageVersion } from "../package-files.ts";

/** Seconds: from a command's own time to what QEMU waits for. */
const ANSWER_BUCKETS = [0.00001, 0.0001, 0.001, 0.01, 0.1, 1, 4];

/** Of a machine; the others are counted as one. */
const MOST_RULES = 100;

/** prom-client has these as gauges, whose names do not end in total (promtool); the same without it count by type. */
const MISNAMED = ["nodejs_active_handles_total", "nodejs_active_requests_total", "nodejs_active_resources_total"];

export class Metrics {
  readonly registry = new Registry();
  readonly #exchanges: Counter<"machine" | "command" | "completion_code">;
  readonly #answerTime: Histogram<"machine">;
  readonly #faults: Counter<"machine" | "rule">;
  /** Names of rules, by machine, that are labels. */
  readonly #rules = new Map<string, Set<string>>();
  readonly #discarded: Counter<"machine" | "reason">;
  readonly #connections: Counter<"machine">;
  readonly #resets: Counter<"machine">;

  /** `machines`: those that serve, whenever metrics are asked for. */
  constructor(machines: () => readonly Machine[]) {
    const registers = [this.registry];
    // Under the names that every process has, for dashboards that know these.
    collectDefaultMetrics({ register: this.registry });
    for (const name of MISNAMED) this.registry.removeSingleMetric(name);
    const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
      new Counter({ name: `extern_bmc_${name}`, help, labelNames, registers });
    this.#exchanges = counter("exchanges_total", "Requests answered.", ["machine", "command", "completion_code"]);
    this.#faults = counter("faults_total", "Answers that a reply rule had a say in.", ["machine", "rule"]);
    this.#discarded = counter("discarded_frames_total", "Frames that meant nothing.", ["machine", "reason"]);
    this.#connections = counter("connections_total", "Connections to a machine's doors.", ["machine"]);
    this.#resets = counter("machine_resets_total", "Resets that QEMU told of.", ["machine"]);
    this.#answerTime = new Histogram({
      name: "extern_bmc_answer_seconds",
      help: "From a request to the BMC's answer, before reply rules.",
      labelNames: ["machine"],
      buckets: ANSWER_BUCKETS,
      registers,
    });
    new Gauge({ name: "extern_bmc_info", help: "1; the version.", labelNames: ["version"], registers }).set(
      { version: packageVersion() },
      1,
    );
    this.#gauge("qemu_connected", "1 when a QEMU that said what it can do is connected.", machines, ({ links }) =>
      links.some(({ capabilities }) => capabilities > 0) ? 1 : 0,
    );
    this.#gauge("power_on", "1 when system power is on.", machines, ({ bmc }) => (bmc.chassis.powerOn ? 1 : 0));
    this.#gauge("attention", "1 while SMS_ATN is raised.", machines, ({ wires }) => (wires.attention ? 1 : 0));
    this.#gauge("sel_records", "Records in the SEL.", machines, ({ bmc }) => bmc.sel.size);
    this.#gauge("sel_free_records", "Records that the SEL has room for.", machines, ({ bmc }) => bmc.sel.free);
    this.#sensorGauge(machines);
  }

  /** Counts what happens on a machine until it goes, and its counts with it. */
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
    for (const counter of [this.#exchanges, this.#faults, this.#discarded, this.#connections, this.#resets]) {
      const { values } = await counter.get();
      for (const { labels } of values) if (labels.machine === machine) counter.remove(labels);
    }
  }

  #take(event: TraceEvent): void {
    const { machine } = event;
    switch (event.kind) {
      case "exchange": {
        const completionCode = event.completionCode.toString(16).padStart(2, "0");
        this.#exchanges.inc({ machine, command: event.command ?? "unknown", completion_code: completionCode });
        this.#answerTime.observe({ machine }, event.latencyMs / 1000);
        for (const rule of event.rules) this.#faults.inc({ machine, rule: this.#ruleLabel(machine, rule) });
        break;
      }
      case "discarded":
        this.#discarded.inc({ machine, reason: event.reason });
        break;
      case "connected":
        this.#connections.inc({ machine });
        break;
      case "machine reset":
        this.#resets.inc({ machine });
        break;
      case "qemu":
        if (event.event === "RESET") this.#resets.inc({ machine });
        break;
    }
  }

  /** A test bench may add faults for days, each of a name of its own; Prometheus keeps a series for each. */
  #ruleLabel(machine: string, rule: string): string {
    const rules = this.#rules.get(machine) ?? new Set();
    this.#rules.set(machine, rules);
    if (rules.size < MOST_RULES) rules.add(rule);
    return rules.has(rule) ? rule : "other";
  }

  #gauge(name: string, help: string, machines: () => readonly Machine[], value: (machine: Machine) => number): void {
    new Gauge({
      ...{ name: `extern_bmc_${name}`, help, labelNames: ["machine"], registers: [this.registry] },
      collect() {
        this.reset();
        for (const machine of machines()) this.set({ machine: machine.name }, value(machine));
      },
    });
  }

  #sensorGauge(machines: () => readonly Machine[]): void {
    new Gauge({
      ...{ name: "extern_bmc_sensor_value", help: "Readings of sensors, in their units.", registers: [this.registry] },
      labelNames: ["machine", "sensor"],
      collect() {
        this.reset();
        for (const { name, bmc } of machines()) {
          for (const { definition, value } of bmc.sensors.all) {
            if (value !== undefined) this.set({ machine: name, sensor: definition.name }, value);
          }
        }
      },
    });
  }
}
