/** xterm.js, fitted to its place. */
import { FitAddon } from "@xterm/addon-fit";
import { Terminal } from "@xterm/xterm";
import { CONSOLE_LINES } from "../../limits.ts";
import { adoptStyles } from "./styles.ts";

export interface TerminalView {
  write(bytes: Uint8Array): void;
  /** A line of ours among the guest's. */
  note(text: string): void;
  reset(): void;
  close(): void;
}

export function openTerminal(place: HTMLElement, input: (bytes: Uint8Array) => void): TerminalView {
  const terminal = new Terminal({
    scrollback: CONSOLE_LINES,
    fontFamily: getComputedStyle(place).getPropertyValue("--mono"),
    fontSize: 13,
    screenReaderMode: true,
    theme: { background: "#0c1116", foreground: "#d5dee6", cursor: "#3ddc97" },
    // A link that the guest prints does nothing.
    linkHandler: { activate() {} },
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  const styles = adoptStyles(place);
  terminal.open(place);
  // Tab goes to the guest; Shift+Tab leaves, so that the keyboard is not caught here.
  terminal.attachCustomKeyEventHandler((event) => !(event.key === "Tab" && event.shiftKey));
  const encoder = new TextEncoder();
  terminal.onData((text) => input(encoder.encode(text)));
  // Some reports of the mouse are bytes that are no UTF-8: a character for each.
  terminal.onBinary((text) => input(Uint8Array.from(text, (character) => character.charCodeAt(0))));
  const observer = new ResizeObserver(() => fit.fit());
  observer.observe(place);
  return {
    write: (bytes) => terminal.write(bytes),
    note: (text) => terminal.write(`\r\n[${text}]\r\n`),
    reset: () => terminal.reset(),
    close() {
      observer.disconnect();
      terminal.dispose();
      styles.close();
    },
  };
}
