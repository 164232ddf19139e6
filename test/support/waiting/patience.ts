/** Time limit of `vi.waitFor` for an expected event: longer than a busy machine takes. */
export const PATIENCE: Readonly<{ timeout: number; interval: number }> = { timeout: 30_000, interval: 20 };
