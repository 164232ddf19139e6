/** Stored parts of the chassis (IPMI chapter 28). */
import { z } from "zod";
import { bootFlags } from "../../bmc/chassis/boot-values.ts";
import { integer, laidOut, u8 } from "../forms.ts";
import { definePart } from "../part.ts";

/** §28.8: the power state that policy "previous" restores. */
export const power = definePart({
  name: "power",
  isObserved: true,
  save: ({ chassis }) => chassis.powerOn,
  items: (on) => ({ on }),
  forms: { on: z.boolean() },
  restore: ({ chassis }, { on }) => chassis.restorePower(on),
});

/** §28.8. */
export const powerRestorePolicy = definePart({
  name: "powerRestore",
  save: ({ chassis }) => chassis.powerRestorePolicy,
  items: (policy) => ({ policy }),
  forms: { policy: z.enum(["alwaysOff", "previous", "alwaysOn", "unknown"]) },
  restore({ chassis }, { policy }) {
    chassis.powerRestorePolicy = policy;
  },
});

/** §28.9. */
export const powerCycle = definePart({
  name: "powerCycle",
  save: ({ chassis }) => chassis.powerCycleIntervalSeconds,
  items: (intervalSeconds) => ({ intervalSeconds }),
  forms: { intervalSeconds: u8 },
  restore({ chassis }, { intervalSeconds }) {
    chassis.powerCycleIntervalSeconds = intervalSeconds;
  },
});

/** §28.14: the controller counts in non-volatile storage. */
export const powerOnTime = definePart({
  name: "powerOn",
  isObserved: true,
  // It grows with time. The store reads it when the power changes, and by its own timer.
  save: ({ chassis }) => chassis.powerOn,
  items: (_, { chassis }) => ({ minutes: chassis.powerOnTime.save() }),
  forms: { minutes: integer(0, Number.MAX_SAFE_INTEGER) },
  restore: ({ chassis }, { minutes }) => chassis.powerOnTime.restore(minutes),
});

/** §28.7. */
export const chassisCapabilities = definePart({
  name: "chassisCapabilities",
  save: ({ chassis }) => chassis.capabilities.save(),
  items: ({ provides, addresses }) => ({ provides, addresses }),
  forms: {
    provides: z.array(z.enum(["intrusion", "frontPanelLockout", "diagnosticInterrupt", "powerInterlock"])),
    addresses: z.object({ fru: u8, sdr: u8, sel: u8, systemManagement: u8, bridge: u8 }),
  },
  restore: ({ chassis }, items) => chassis.capabilities.restore(items),
});

/** Table 28-14: semi-volatile, except for persistent flags (v2). */
export const boot = definePart({
  name: "boot",
  save: ({ chassis }) => chassis.bootOptions.save(),
  items: (flags) => ({ flags }),
  forms: { flags: laidOut(bootFlags) },
  restore: ({ chassis }, { flags }) => chassis.bootOptions.restore(flags),
});
