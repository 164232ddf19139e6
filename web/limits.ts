/** Limits on everything that the page keeps in memory. Past them the oldest goes. */

/** Points of each sensor's history: half an hour of polls. */
export const SENSOR_POINTS = 900;
/** Time that a plot goes back when its view opens. */
export const PLOT_MS = 30 * 60_000;
/** Points of a sparkline in a table. */
export const SPARK_POINTS = 60;
/** Records of the event log: the newest. */
export const SEL_RECORDS = 2000;
/** Exchanges and other events of the door. */
export const TRACE_EVENTS = 1000;
/** Events that arrive while the view is paused. */
export const PAUSED_EVENTS = 1000;
/** Rows of a table on one page. */
export const ROWS_A_PAGE = 50;
/** Pages of a list that one read follows: 64 entries each, so as many machines, sensors or records as a daemon has. */
export const PAGES_A_LIST = 1024;
/** Lines of text scrolled out of the console. */
export const CONSOLE_LINES = 5000;
/** Bytes of the console's input in one request. */
export const CONSOLE_INPUT = 4096;
/** Messages at the foot of the page. */
export const NOTICES = 4;
/** Characters of an event of a stream; a longer one ends the stream. */
export const EVENT_CHARACTERS = 4 * 1024 * 1024;

/** Pause between two reads of a machine's sensors. */
export const SENSORS_EVERY_MS = 2000;
/** Pause between two reads of a machine's state. */
export const MACHINE_EVERY_MS = 2000;
/** Pause between two reads of the whole fleet; events bring changes of power and connections at once. */
export const FLEET_EVERY_MS = 10_000;
/** Time in which events of machines are gathered before these machines are read again. */
export const GATHER_MS = 100;
/** Machines that are read again one by one; with more, a read of the whole fleet takes fewer requests. */
export const READ_ALONE = 16;
