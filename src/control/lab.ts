/** The acceptance lab as the calls see it. */
import type { LabEvent, LabInfo, LabOptions, LabRow, LabRun, LabVerdict } from "./calls/lab.ts";

export interface KeptRun {
  readonly status: LabRun;
  readonly verdicts: readonly LabVerdict[];
  readonly rows: readonly LabRow[];
  /** Resolves when the lab and its QEMU have ended; at once for a run that is over. */
  stop(): Promise<void>;
}

export interface ControlledLab {
  info(): Promise<LabInfo>;
  /** @throws ControlError notFound for an unknown QEMU or scenario, unavailable while a run is under way */
  start(options: LabOptions): Promise<LabRun>;
  /** @throws ControlError notFound */
  run(id: number): KeptRun;
  /** Returns a function that stops. */
  watch(listener: (event: LabEvent) => void): () => void;
}
