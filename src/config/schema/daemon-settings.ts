/** The settings of the daemon, which all its machines share. */
export const DAEMON_SETTINGS = [
  "log",
  "control",
  "http",
  "sharedRedfish",
  "lab",
  "record",
  "state",
  "assertions",
] as const;
export type DaemonSetting = (typeof DAEMON_SETTINGS)[number];

/** Returns the daemon's settings without those of a machine. */
export function daemonSettings<C extends Readonly<Record<DaemonSetting, unknown>>>(config: C): Pick<C, DaemonSetting> {
  return Object.fromEntries(DAEMON_SETTINGS.map((key) => [key, config[key]])) as Pick<C, DaemonSetting>;
}
