/** Sockets that a service manager opened for this process: sd_listen_fds(3). */
const FIRST = 3;

/** Returns their descriptors; none if the variables are absent or meant for another process. */
export function passedDescriptors(env: NodeJS.ProcessEnv, pid: number = process.pid): readonly number[] {
  const count = Number(env["LISTEN_FDS"] ?? 0);
  if (Number(env["LISTEN_PID"]) !== pid || !Number.isInteger(count)) return [];
  return Array.from({ length: count }, (_, index) => FIRST + index);
}
