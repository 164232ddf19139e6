/** The size of a daemon at rest. */
export interface Sample {
  /** V8's heap without code, and the buffers outside of it, in bytes, after garbage collection. */
  readonly heap: number;
  /** Bytecode and machine code in V8's heap. V8 goes on compiling for hundreds of rounds, up to what the program has. */
  readonly code: number;
  readonly rss: number;
  /** Open file descriptors. */
  readonly descriptors: number;
  /** Handles and timers that keep the process alive, by kind. */
  readonly resources: Readonly<Record<string, number>>;
}
