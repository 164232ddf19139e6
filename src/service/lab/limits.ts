/** Limits on what clients of the API can make the lab's runs grow to, beside those of the call's arguments. */

/** Runs that are kept; the oldest goes. */
export const MAX_RUNS = 16;
/** Rows of one run; a larger one is ended before its first row. */
export const MAX_ROWS = 2000;
/** Characters of a verdict's sentence, and of the lab's last messages. */
export const MAX_TEXT = 1000;
/** Characters of a line of the lab's output. */
export const MAX_LINE = 1024 * 1024;
