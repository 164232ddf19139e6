/** Exit codes of the process. */
export const ExitCode = {
  Ok: 0,
  /** The request was valid, and failed while running. */
  Failure: 1,
  /** The command line, the configuration or the environment is wrong. */
  Usage: 2,
  /** This machine cannot do what the command line asks; another can. */
  Unsupported: 3,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
