/**
 * Virtual time on a QEMU without the qtest accelerator. Under `-icount shift=0,sleep=off`, a halted guest makes time
 * leap from timer to timer while the machine runs. Three of the PC's timers are therefore set for each advance:
 *
 *   PIT          silenced: it would leap 27 ms at a time forever
 *   watchdog     an Intel 6300ESB; with `-action watchdog=pause` it pauses the machine at the end of the advance
 *   HPET         fires 1 µs later, in case QEMU leaps once more before it pauses; its counter tells the elapsed time
 */
import { LabError } from "../lab-error.ts";
import { BAR_0, findPciDevice, type PciDevice } from "./pci.ts";
import type { Memory, PortIo } from "./port-io.ts";
import type { Qmp } from "./qmp.ts";
import type { Qtest } from "./qtest.ts";
import type { VirtualTime } from "./virtual-time.ts";

export function watchdogTime(qtest: Qtest, qmp: Qmp): VirtualTime {
  let device: PciDevice | undefined;
  return {
    async advance(durationMs) {
      device ??= await findPciDevice(qtest, WATCHDOG_ID);
      await silencePit(qtest);
      for (let leftNs = durationMs * 1e6; leftNs > MAX_ERROR_NS; ) {
        leftNs -= await leap({ qtest, qmp, device }, Math.min(leftNs, MAX_LEAP_NS));
      }
    },
  };
}

/** Real time that a leap may take. It takes about 2 ms. */
const STOP_TIMEOUT_MS = 10_000;
const MAX_ERROR_NS = 2000;
const GUARD_NS = 1000;

/** The 6300ESB's fine scale: 2^5 cycles of 30 ns. It has two stages of 20 bits. */
const NS_PER_TICK = 960;
const MAX_STAGE_TICKS = 0xf_ffff;
const MAX_LEAP_NS = 2 * MAX_STAGE_TICKS * NS_PER_TICK;

interface Controls {
  readonly qtest: Qtest;
  readonly qmp: Qmp;
  readonly device: PciDevice;
}

/** Lets time leap once and returns the nanoseconds that passed. */
async function leap({ qtest, qmp, device }: Controls, durationNs: number): Promise<number> {
  const ticks = Math.max(1, Math.round(durationNs / NS_PER_TICK));
  await Promise.all([armWatchdog(qtest, device, ticks), armHpet(qtest, ticks * NS_PER_TICK + GUARD_NS)]);
  qmp.dropEvents("STOP");
  await qmp.execute("cont");
  await qmp.takeEvent("STOP", STOP_TIMEOUT_MS);
  const passedNs = (await qtest.readl(HPET_BASE + Hpet.Counter)) * NS_PER_HPET_TICK;
  if (Math.abs(passedNs - durationNs) <= MAX_ERROR_NS) return passedNs;
  throw new LabError("guest", `virtual time advanced by ${passedNs} ns; expected ${durationNs} ns`);
}

const WATCHDOG_ID = { vendor: 0x8086, device: 0x25ab };
/** An address that no other device of a bare pc machine uses. */
const WATCHDOG_BASE = 0xfebf_0000;
/** Registers in configuration space and in BAR 0 (Intel 6300ESB data sheet, watchdog timer). */
const Config = { Wdt: 0x60, Lock: 0x68 } as const;
const Mapped = { Preload1: 0x00, Preload2: 0x04, Reload: 0x0c } as const;
/** Reboot enabled, fine scale, no action after the first stage. */
const WDT_FINE_SCALE = 0x0007;
const LOCK_ENABLE = 0x02;
const UNLOCK = [0x80, 0x86];

/** Configures the watchdog completely each time, because firing and every machine reset clear the device. */
async function armWatchdog(memory: Memory, device: PciDevice, ticks: number): Promise<void> {
  const firstStage = Math.floor(ticks / 2);
  await Promise.all([
    device.mapBar(BAR_0, WATCHDOG_BASE),
    device.writeb(Config.Lock, 0),
    device.writew(Config.Wdt, WDT_FINE_SCALE),
    preload(memory, Mapped.Preload1, firstStage),
    preload(memory, Mapped.Preload2, ticks - firstStage),
    device.writeb(Config.Lock, LOCK_ENABLE),
  ]);
}

async function preload(memory: Memory, register: number, ticks: number): Promise<void> {
  await Promise.all([
    ...UNLOCK.map((byte) => memory.writeb(WATCHDOG_BASE + Mapped.Reload, byte)),
    memory.writel(WATCHDOG_BASE + register, ticks),
  ]);
}

/** IA-PC HPET 1.0a §2.3. */
const HPET_BASE = 0xfed0_0000;
const Hpet = { Config: 0x010, Counter: 0x0f0, Timer0Config: 0x100, Timer0Comparator: 0x108 } as const;
const HPET_ENABLE = 0x1;
const TIMER_INTERRUPT_ENABLE = 0x4;
const NS_PER_HPET_TICK = 10;

/** Sets the counter to 0 and timer 0 to fire once after `durationNs`. */
async function armHpet(memory: Memory, durationNs: number): Promise<void> {
  await Promise.all([
    memory.writel(HPET_BASE + Hpet.Config, 0),
    writeq(memory, HPET_BASE + Hpet.Counter, 0),
    memory.writel(HPET_BASE + Hpet.Timer0Config, TIMER_INTERRUPT_ENABLE),
    writeq(memory, HPET_BASE + Hpet.Timer0Comparator, durationNs / NS_PER_HPET_TICK),
    memory.writel(HPET_BASE + Hpet.Config, HPET_ENABLE),
  ]);
}

async function writeq(memory: Memory, address: number, low: number): Promise<void> {
  await Promise.all([memory.writel(address, low), memory.writel(address + 4, 0)]);
}

const PIT_CHANNEL_0 = 0x40;
const PIT_CONTROL = 0x43;
/** Channel 0, both bytes of the count, mode 0: it fires once. */
const ONE_SHOT = 0x30;

async function silencePit(io: PortIo): Promise<void> {
  await Promise.all([io.outb(PIT_CONTROL, ONE_SHOT), io.outb(PIT_CHANNEL_0, 1), io.outb(PIT_CHANNEL_0, 0)]);
}
