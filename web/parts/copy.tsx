/** A command line with a button that copies it. */
import { notify } from "../state/notices.ts";

export function CopyLine({ label, line }: { readonly label: string; readonly line: string }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(line);
      notify("done", `Copied the line for ${label}`);
    } catch {
      notify("error", "the browser does not let this page copy; select the line instead");
    }
  };
  return (
    <div class="copy-line">
      <span class="label">{label}</span>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long line scrolls, by keyboard too */}
      <code tabIndex={0}>{line}</code>
      <button type="button" aria-label={`Copy the line for ${label}`} onClick={copy}>
        Copy
      </button>
    </div>
  );
}
