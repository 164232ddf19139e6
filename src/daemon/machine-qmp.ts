/** QMP for a machine: events of its QEMU, whether it is off, and the device that it boots from. */
import { BootControl, type BootControlDeps } from "../host/boot-control.ts";
import { isShutDown, WatchedQemu } from "../host/paused-qemu.ts";
import { qmpMeans } from "../host/qmp-means.ts";
import { qmpMedia } from "../host/qmp-media.ts";
import type { Machine } from "../machine.ts";
import { type QmpWatch, watchQmp } from "../transport/qmp-events.ts";

export interface MachineQmp {
  readonly boot: BootControl;
  /** Must be called when QMP has connected to a QEMU. */
  ready(): void;
}

/** Connects to the QMP socket of the machine's QEMU. */
export function watchMachine(address: string, machine: Machine): QmpWatch {
  let joined: MachineQmp | undefined;
  let watched: WatchedQemu | undefined;
  const qmp = watchQmp(
    address,
    (events) => {
      machine.qemuTold(...events);
      if (events.some(({ name }) => name === "SHUTDOWN")) void watched?.look();
    },
    () => {
      watched?.newQemu();
      void watched?.look();
      joined?.ready();
    },
  );
  joined = useQmp(machine, qmp);
  watched = new WatchedQemu(qmp, machine.bmc.chassis, machine.clock);
  machine.host.fallBack(watched);
  machine.isEndKnown = () => watched?.isStarting === true;
  return qmp;
}

/** `startsPaused`: whether a QEMU that must be reset at its start is started with -S. */
export function useQmp(machine: Machine, qmp: BootControlDeps["qmp"], startsPaused = false): MachineQmp {
  const boot = new BootControl({
    qmp,
    clock: machine.clock,
    startsPaused,
    resetAtStart: () => machine.bmc.chassis.resetAtStart(),
    hasMedia: () => machine.drives?.isLoaded === true,
    // A QEMU that ends while it is asked needs no order any more: the next one gets its own.
    failed: ({ message }) => machine.peerLog.write(qmp.connected ? "warn" : "debug", {}, `boot order: ${message}`),
  });
  machine.host.bootBy(boot);
  machine.host.fallBack(qmpMeans(qmp));
  machine.isPausedOff = async () => qmp.connected && isShutDown(qmp).catch(() => false);
  const { drives } = machine;
  if (drives) drives.means = qmpMedia(qmp);
  const ready = () => {
    // The media first, because the boot order may need a reset.
    if (drives) void drives.newQemu().then(() => boot.newQemu());
    else boot.newQemu();
    // Its guest may have switched the machine off before QEMU took commands.
    void machine.isPausedOff?.().then((off) => {
      if (off && !machine.isEndKnown?.()) machine.react(({ chassis }) => chassis.machineEnded());
    });
  };
  return { boot, ready };
}
