/** Reads something again and again while the page is visible. Returns a function that stops. */
export function poll(
  read: () => Promise<void>,
  everyMs: number,
  failed: (reason: string, error: unknown) => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const round = async () => {
    timer = undefined;
    if (document.visibilityState === "visible") {
      await read().catch((error) => {
        if (!stopped) failed(error instanceof Error ? error.message : String(error), error);
      });
    }
    if (!stopped) timer = setTimeout(round, everyMs);
  };
  const wake = () => {
    if (document.visibilityState !== "visible" || timer === undefined) return;
    clearTimeout(timer);
    void round();
  };
  document.addEventListener("visibilitychange", wake);
  void round();
  return () => {
    stopped = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", wake);
  };
}
