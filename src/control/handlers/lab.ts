import type { CallHandler, ControlledDaemon, StreamHandler } from "../handler.ts";
import type { ControlledLab } from "../lab.ts";
import { PAGE_SIZE } from "../pages.ts";
import { ControlError } from "../protocol.ts";

async function labOf(daemon: ControlledDaemon): Promise<ControlledLab> {
  if (daemon.lab) return daemon.lab();
  throw new ControlError("unavailable", "this daemon runs no lab");
}

export const labInfo: CallHandler<"lab.info"> = async (daemon) => (await labOf(daemon)).info();

export const labStart: CallHandler<"lab.start"> = async (daemon, given) => (await labOf(daemon)).start(given);

export const labStatus: CallHandler<"lab.status"> = async (daemon, { run, from }) => {
  const { rows, verdicts, status } = (await labOf(daemon)).run(run);
  const next = from + PAGE_SIZE;
  return {
    ...status,
    verdicts: [...verdicts],
    rows: rows.slice(from, next),
    next: next < rows.length ? next : undefined,
  };
};

export const labStop: CallHandler<"lab.stop"> = async (daemon, { run }) => {
  const found = (await labOf(daemon)).run(run);
  await found.stop();
  return found.status;
};

export const labWatch: StreamHandler<"lab.watch"> = (daemon, _given, sink) => {
  let stop: (() => void) | undefined;
  let isOver = false;
  const start = (lab: ControlledLab) => {
    if (!isOver) stop = lab.watch((event) => sink.event(event));
  };
  void labOf(daemon).then(start, () => sink.end());
  return () => {
    isOver = true;
    stop?.();
  };
};

export const labHandlers = {
  "lab.info": labInfo,
  "lab.start": labStart,
  "lab.status": labStatus,
  "lab.stop": labStop,
  "lab.watch": labWatch,
};
