/** x86 I/O ports as a guest's CPU sees them: what the register drivers stand on, whoever is behind it. */
export interface PortIo {
  /** Reads one byte. `port` is 0 to FFFFh, as in all of these. */
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

/** Physical memory, for devices whose registers are mapped there and for code that a test puts into RAM. */
export interface Memory {
  readb(address: number): Promise<number>;
  readw(address: number): Promise<number>;
  readl(address: number): Promise<number>;
  writeb(address: number, value: number): Promise<void>;
  writew(address: number, value: number): Promise<void>;
  writel(address: number, value: number): Promise<void>;
}
