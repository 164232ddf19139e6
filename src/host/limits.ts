/** Limits on the programs that act on machines. docs/threat-model.md has them. */

/** Time limit of a program. One that takes longer is killed, and its action has failed. */
export const PROGRAM_TIMEOUT_MS = 60_000;

/** Most output of a program in bytes; the rest is read and dropped. */
export const MAX_OUTPUT = 65_536;

/** Most characters of a program's last line in a message. */
export const MAX_SAID = 256;

/** Actions of a machine that wait for the one under way; one more is refused. */
export const MAX_WAITING = 4;

/** How long a machine's end waits for its actions: QMP takes milliseconds. Programs that take longer run on by themselves. */
export const END_TIMEOUT_MS = 2000;

/** How long a start of the daemon waits for a machine's first power state. */
export const FIRST_STATE_MS = 3000;

/** Shortest time between two lists of a libvirt's domains: machines that ask in between share one. */
export const LIST_INTERVAL_MS = 1000;

/** Attempts to change a medium, because a guest can lock the tray. */
export const MAX_TRIES = 3;
