/** Time limit of `vi.waitFor` for an expected event: ten times what it takes on a machine whose load is ten. */
export const PATIENCE: Readonly<{ timeout: number; interval: number }> = { timeout: 120_000, interval: 20 };

/** Time limit of a test and of its set-up, ms. A test waits for events, so only one that hangs comes to this. */
export const TEST_LIMIT_MS = 600_000;
