/** What the process ends with. */
export const ExitCode = {
  Ok: 0,
  /** What was asked for was right, and failed. */
  Failure: 1,
  /** What was asked for cannot be done: command line, configuration, surroundings. */
  Usage: 2,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
