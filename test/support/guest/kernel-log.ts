/** The guest's kernel log, as `dmesg -r` prints it: "<6>[    2.319328] ipmi_si IPI0001:00: Using irq 5". */
export interface KernelLogLine {
  /** Level of include/linux/kern_levels.h: 3 error, 4 warning, 6 information; lower is worse. */
  readonly level: number;
  /** Since the kernel started. */
  readonly seconds: number;
  readonly text: string;
}

const KERNEL_WARNING = 4;

/** A message of several lines is one line here; only its first has a level. */
export function parseKernelLog(log: string): KernelLogLine[] {
  const lines = log.matchAll(/^<(\d+)>\[ *(\d+\.\d+)\] (.*(?:\n(?!<\d+>\[).+)*)/gm);
  return [...lines].map(([, priority, seconds, text = ""]) => ({
    // Eight levels to a facility; the kernel's own facility is 0.
    level: Number(priority) % 8,
    seconds: Number(seconds),
    text,
  }));
}

/** The kernel's complaints about IPMI; none when all is well. */
export function ipmiComplaints(lines: readonly KernelLogLine[]): string[] {
  return lines
    .filter(({ level, text }) => level <= KERNEL_WARNING && /ipmi|\bbmc\b/i.test(text))
    .map(({ text }) => text);
}
