/** Limits on event streams, beside those of the HTTP port and of the calls themselves. */

/** Streams at once, fewer than connections, so that calls have room beside them; one more is refused. */
export const MAX_STREAMS = 32;
/** Bytes that wait for a client of a stream whose events cannot be read again; one more ends it. */
export const MAX_PENDING_BYTES = 1024 * 1024;
/** A client that does not read for this time is dropped. */
export const READ_TIMEOUT_MS = 10_000;
/** Events of a stream that are written in a turn of the event loop: as many as a message of the control socket has. */
export const EVENTS_A_TURN = 32;
/** Latest events that a client's stream keeps by itself; a client that lags gets them from the history. */
export const FRESH_EVENTS = 256;
/** Events of `GET /events` that can be read again. */
export const KEPT_EVENTS = 1000;
/** Pause after which a silent stream says that it is alive; proxies end silent connections after 60 s. */
export const HEARTBEAT_MS = 15_000;
