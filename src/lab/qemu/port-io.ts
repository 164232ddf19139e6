/**
 * x86 I/O ports as a guest's CPU sees them. The register drivers use them, on QEMU and on the model. Accesses take place in the
 * order of the calls: a caller need not wait for one before the next.
 */
export interface PortIo {
  /** Reads one byte. `port` is 0 to FFFFh here and in the other methods. */
  inb(port: number): Promise<number>;
  outb(port: number, value: number): Promise<void>;
}

/** The wider accesses that PCI configuration needs. */
export interface WidePortIo extends PortIo {
  inw(port: number): Promise<number>;
  inl(port: number): Promise<number>;
  outw(port: number, value: number): Promise<void>;
  outl(port: number, value: number): Promise<void>;
}

/** Physical memory, for memory-mapped registers and for code that a test puts into RAM. */
export interface Memory {
  readb(address: number): Promise<number>;
  readw(address: number): Promise<number>;
  readl(address: number): Promise<number>;
  writeb(address: number, value: number): Promise<void>;
  writew(address: number, value: number): Promise<void>;
  writel(address: number, value: number): Promise<void>;
}
