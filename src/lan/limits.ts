/** Limits on what clients of the LAN door can grow. docs/threat-model.md has them. */

/** Set-ups of sessions that are under way, at one door. */
export const MAX_SET_UPS = 256;

/**
 * Set-ups that an address may always have under way. It may have more while there is room: when the door has MAX_SET_UPS, one
 * more takes the place of one of the address that has the most, or of any if no address has more than this.
 */
export const SET_UPS_OF_ADDRESS = 16;

/** Time for the whole set-up of a session. */
export const SET_UP_MS = 10_000;

/** Packets outside a session that a client may send: steadily, and at once after a pause. */
export const PACKETS_A_SECOND = 200;
export const PACKETS_AT_ONCE = 400;

/** An address may send as many packets as this number of clients. */
export const CLIENTS_OF_ADDRESS = 2;

/** Addresses, and clients, whose packets are counted. The one that was silent longest is forgotten first. */
export const MAX_ADDRESSES = 1024;

/** Answers that a session keeps for requests that are repeated, and for how long. */
export const KEPT_ANSWERS = 8;
export const KEPT_MS = 5000;

/**
 * How long an answer waits for the action on the machine that its request started. After that the answer says success, and
 * the log has a failure. Shorter than KEPT_MS: a repeat must not run again meanwhile.
 */
export const ACTION_WAIT_MS = 4000;
