/** Time that a test gives to what must come, for `vi.waitFor`: longer than a busy machine takes, and free when it is fast. */
export const PATIENCE: Readonly<{ timeout: number; interval: number }> = { timeout: 30_000, interval: 20 };
