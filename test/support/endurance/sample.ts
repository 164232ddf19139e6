/** The size of a daemon at rest. */
export interface Sample {
  /** V8's heap and the buffers outside of it, in bytes, after garbage collection. */
  readonly heap: number;
  readonly rss: number;
  /** Open file descriptors. */
  readonly descriptors: number;
  /** Handles and timers that keep the process alive, by kind. */
  readonly resources: Readonly<Record<string, number>>;
}
