/** Whether the user can see the page: a tab in the background is hidden. */

/** Resolves once the page is visible, or the signal aborts. */
export async function untilVisible(signal: AbortSignal): Promise<void> {
  while (!isVisible() && !signal.aborted) await change(signal);
}

/** A signal that aborts with another one, or when the page is hidden; `stop` ends the watch. */
export function untilHidden(signal: AbortSignal): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const end = () => {
    if (!isVisible()) controller.abort();
  };
  document.addEventListener("visibilitychange", end);
  end();
  return {
    signal: AbortSignal.any([signal, controller.signal]),
    stop: () => document.removeEventListener("visibilitychange", end),
  };
}

function isVisible(): boolean {
  return document.visibilityState === "visible";
}

function change(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      document.removeEventListener("visibilitychange", end);
      signal.removeEventListener("abort", end);
      resolve();
    };
    document.addEventListener("visibilitychange", end);
    signal.addEventListener("abort", end);
  });
}
