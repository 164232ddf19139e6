/** Limits on the alerts that a guest's events can cause. docs/threat-model.md has them. */

/** Alerts of a machine that wait: for their acknowledge, for their next repetition, or for the end of the startup delay. */
export const MAX_ALERTS = 16;

/** Traps that a machine may send, repetitions included: steadily, and at once after a pause. */
export const TRAPS_A_SECOND = 10;
export const TRAPS_AT_ONCE = 20;
