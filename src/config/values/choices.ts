/** What is right for some settings, apart from the schema: a start that says no more than these does without it. */

/** Of a machine: it names files as well. */
export const NAME = /^(?!\.)[\w.-]{1,63}$/;

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

export const LOG_FORMATS = ["auto", "json", "pretty"] as const;
