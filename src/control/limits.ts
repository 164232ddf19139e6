/** Limits on everything that a client of the control socket can make grow. Past them it is refused, paused or dropped. */

/** Clients at once; Node drops further connections. */
export const MAX_CLIENTS = 32;
/** A client that has not said hello within this time is dropped. */
export const HELLO_TIMEOUT_MS = 5000;
/** Waiting calls of one client; past that we stop reading it, after the chunk that is already read. */
export const MAX_WAITING_CALLS = 16;
/** Streams of one client at once. */
export const MAX_STREAMS = 8;
/** Waiting events of one stream; past that the newest are dropped and counted, except for a machine's first ten. */
export const MAX_WAITING_EVENTS = 1000;
/** Events in one message. */
export const EVENTS_A_MESSAGE = 32;
/** A client that does not read for this time, with its socket buffer full, is dropped. */
export const READ_TIMEOUT_MS = 10_000;
