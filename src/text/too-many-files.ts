/** Advice for a process that has no file descriptor left. */

/** EMFILE, as Node, its module loader and libuv (which has no name for it in one place) report it. */
const TOO_MANY_FILES = /EMFILE|too many open files|system error 24\b/;

/** Returns a message, with what to do if it says that too many files are open. */
export function withAdvice(message: string): string {
  if (!TOO_MANY_FILES.test(message)) return message;
  return `${message}; too many files are open: raise the limit (ulimit -n, LimitNOFILE=)`;
}
