/** The guest's serial console in xterm.js, which is loaded for it. Bytes of the guest go nowhere but there. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { call } from "../../api/client.ts";
import { follow } from "../../api/follow.ts";
import { Led } from "../../parts/led.tsx";
import { Panel, Problem } from "../../parts/panel.tsx";
import { act } from "../../state/notices.ts";
import type { MachineState } from "../machine-state.ts";
import { ConsoleInput } from "./console-input.ts";

export function ConsoleView({ state }: { readonly state: MachineState }) {
  const place = useRef<HTMLDivElement>(null);
  const error = useSignal<string | undefined>(undefined);
  const machine = state.name;
  const status = state.status.value;
  const hasPort = status === undefined ? undefined : status.serial !== undefined;
  useEffect(() => {
    if (!hasPort || !place.current) return;
    return openConsole(machine, place.current, (text) => {
      error.value = text;
    });
  }, [hasPort]);
  const isConnected = status?.serial?.connected ?? false;
  const sendBreak = () => act("Sent a break", () => call("serial.break", { machine }));
  return (
    <Panel
      title="Serial console"
      class="console"
      aside={
        hasPort && (
          <div class="buttons">
            <Led tone={isConnected ? "ok" : "off"}>{isConnected ? "port connected" : "port not connected"}</Led>
            <button type="button" class="quiet" onClick={() => void sendBreak()}>
              Send break
            </button>
          </div>
        )
      }
    >
      <Problem text={error.value} />
      {hasPort === false && (
        <p class="empty">
          This machine has no serial port; the setting <code>serial</code> gives it one.
        </p>
      )}
      {hasPort && (
        <p class="hint">
          {isConnected ? "Keys go to the guest." : "QEMU is not connected to the serial port, so keys are lost."}{" "}
          Shift+Tab leaves the console.
        </p>
      )}
      <div ref={place} class="terminal" hidden={!hasPort} />
    </Panel>
  );
}

/** Returns a function that closes the console. */
function openConsole(machine: string, place: HTMLElement, failed: (text: string | undefined) => void): () => void {
  const stops: (() => void)[] = [];
  let isGone = false;
  const load = async () => {
    const { openTerminal } = await import("./terminal.ts");
    if (isGone) return;
    const write = async (data: string) => (await call("serial.write", { machine, data })).accepted;
    const input = new ConsoleInput({ write, failed });
    const terminal = openTerminal(place, (bytes) => input.send(bytes));
    const follower = {
      // A console that is opened again has lost its place among the lines.
      isKept: true,
      restart: () => terminal.reset(),
      event({ data, lost }: { readonly data: string; readonly lost: number }) {
        if (lost > 0) terminal.note(`${lost} bytes are missing here`);
        terminal.write(Uint8Array.from(atob(data), (character) => character.charCodeAt(0)));
      },
      state: (_state: string, reason?: string) => failed(reason),
    };
    stops.push(follow("serial.read", { machine, history: true }, follower), () => terminal.close());
  };
  load().catch(() => failed("the terminal could not be loaded; reload the page"));
  return () => {
    isGone = true;
    for (const stop of stops) stop();
  };
}
