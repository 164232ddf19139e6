/** State of one machine, read again and again while its view is open. */
import { type Signal, signal } from "@preact/signals";
import type { SelRecord } from "../../src/control/calls/sel.ts";
import type { SensorStatus } from "../../src/control/calls/sensor.ts";
import type { MachineStatus } from "../../src/control/calls/status.ts";
import type { ResultOf } from "../../src/control/calls.ts";
import { ApiError, call, everyPage } from "../api/client.ts";
import { MACHINE_EVERY_MS, SENSORS_EVERY_MS } from "../limits.ts";
import { gathered, oneAtATime } from "../state/gather.ts";
import { onMachineEvent } from "../state/live.ts";
import { poll } from "../state/poll.ts";
import { type History, recorded } from "./history.ts";
import { readSel } from "./sel-reader.ts";

export interface MachineState {
  readonly name: string;
  readonly status: Signal<MachineStatus | undefined>;
  readonly power: Signal<ResultOf<"power.status"> | undefined>;
  readonly boot: Signal<ResultOf<"boot.get"> | undefined>;
  readonly watchdog: Signal<ResultOf<"watchdog.get"> | undefined>;
  readonly sensors: Signal<readonly SensorStatus[] | undefined>;
  readonly history: Signal<History>;
  readonly sel: Signal<readonly SelRecord[] | undefined>;
  readonly error: Signal<string | undefined>;
  /** Whether the daemon has no machine of this name. */
  readonly isMissing: Signal<boolean>;
  /** Reads everything again, after an action. */
  refresh(): Promise<void>;
  refreshSensors(): Promise<void>;
  /** Begins to read; returns a function that stops. */
  start(): () => void;
}

export function machineState(name: string): MachineState {
  const machine = { machine: name };
  const state = {
    name,
    status: signal<MachineStatus | undefined>(undefined),
    power: signal<ResultOf<"power.status"> | undefined>(undefined),
    boot: signal<ResultOf<"boot.get"> | undefined>(undefined),
    watchdog: signal<ResultOf<"watchdog.get"> | undefined>(undefined),
    sensors: signal<readonly SensorStatus[] | undefined>(undefined),
    history: signal<History>(new Map()),
    sel: signal<readonly SelRecord[] | undefined>(undefined),
    error: signal<string | undefined>(undefined),
    isMissing: signal(false),
  };
  const refresh = oneAtATime(async () => {
    const status = await call("machine.get", machine);
    state.isMissing.value = false;
    const [power, boot, watchdog] = await Promise.all([
      call("power.status", machine),
      call("boot.get", machine),
      call("watchdog.get", machine),
    ]);
    state.status.value = status;
    state.power.value = power;
    state.boot.value = boot;
    state.watchdog.value = watchdog;
    state.sel.value = await readSel(name, state.sel.value);
    state.error.value = undefined;
  });
  const refreshSensors = oneAtATime(async () => {
    if (state.isMissing.value) return;
    const pages = await everyPage((from) => call("sensor.list", { ...machine, from }));
    state.sensors.value = pages.flatMap(({ sensors }) => sensors);
    state.history.value = recorded(state.history.value, state.sensors.value, Date.now());
  });
  const failed = (reason: string, error: unknown) => {
    state.error.value = reason;
    if (error instanceof ApiError && error.status === 404) state.isMissing.value = true;
  };
  return {
    ...state,
    refresh,
    refreshSensors,
    start() {
      // A guest that resets again and again makes many events.
      const news = gathered(() => void refresh().catch(() => {}));
      const stops = [
        poll(refresh, MACHINE_EVERY_MS, failed),
        poll(refreshSensors, SENSORS_EVERY_MS, failed),
        onMachineEvent((event) => {
          if (event.machine === name) news.ask();
        }),
        news.stop,
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}
