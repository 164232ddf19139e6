/** What a client of the control socket can make grow, and how far; past it the client is refused, paused or dropped. */

/** At once; Node drops what comes beyond. */
export const MAX_CLIENTS = 32;
/** A client that says nothing, or not hello, for so long is dropped. */
export const HELLO_TIMEOUT_MS = 5000;
/** Calls of one client that wait: beyond, it is not read. What was read with them is one chunk of a socket. */
export const MAX_WAITING_CALLS = 16;
/** Of one client at once. */
export const MAX_STREAMS = 8;
/** Events of one stream that wait: beyond, the newest are dropped and counted. */
export const MAX_WAITING_EVENTS = 1000;
/** Events in one message. */
export const EVENTS_A_MESSAGE = 32;
/** A client that leaves unread for so long what its socket does not hold is dropped. */
export const READ_TIMEOUT_MS = 10_000;
