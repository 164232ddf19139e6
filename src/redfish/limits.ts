/** Limits on what clients of a Redfish door can grow. docs/threat-model.md has them. */

/** Open sessions of a machine. One more is refused until one is deleted or times out. */
export const MAX_SESSIONS = 32;

/** Open sessions of the shared door, of which each name and password has as many as a machine. At one more, one gives way. */
export const MAX_SHARED_SESSIONS = 1024;

/** Streams of events that are open at once at a machine, and bytes that wait for one of them. */
export const MAX_STREAMS = 8;
export const MAX_STREAM_BYTES = 262_144;

/** Subscriptions of a machine, events that wait for one, and the time that a receiver has for each. */
export const MAX_SUBSCRIPTIONS = 8;
export const MAX_WAITING_EVENTS = 64;
export const DELIVERY_MS = 10_000;

/** Bytes of the headers of a receiver's answer, whose body is not read. */
export const MAX_ANSWER_HEADERS = 8192;

/** Events that a stream can resume after. */
export const KEPT_EVENTS = 64;

/** Bytes of a request's body. The longest valid ones have some hundred. */
export const MAX_BODY_BYTES = 65_536;

/** Characters of a certificate, its chain and its key. */
export const MAX_PEM = 32_768;

/** Members of a log's page, and levels that $expand goes down. */
export const PAGE_SIZE = 1000;
export const MAX_LEVELS = 2;

/** Resources that one $expand adds. More are left as links. */
export const MAX_EXPANDED = 1000;

/** Words of a $filter, and parentheses inside each other. */
export const MAX_FILTER_TOKENS = 128;
export const MAX_FILTER_DEPTH = 16;

/** Tasks of a machine that clients can read. The oldest that is over gives way to a new one; if none is over, the oldest. */
export const MAX_TASKS = 32;
