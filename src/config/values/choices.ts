/** Rules for some settings, kept apart from the schema, so that a start that sets only these need not load it. */

/** Name of a machine, which is part of file names too. */
export const NAME = /^(?!\.)[\w.-]{1,63}$/;

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

export const LOG_FORMATS = ["auto", "json", "pretty"] as const;
