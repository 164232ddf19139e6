/** Connection between a listening QEMU and the BMC of a scenario. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { LabBmc } from "../host.ts";

/** Wait before a reconnect, that of QEMU's reconnect=1. */
const REDIAL_AFTER_MS = 1000;

export class BmcLine implements Disposable {
  readonly #path: string;
  readonly #bmc: LabBmc;
  #stream: Socket | undefined;
  #redial: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(path: string, bmc: LabBmc) {
    this.#path = path;
    this.#bmc = bmc;
  }

  /**
   * Connects QEMU with the BMC, and does so again 1 s after each end of the connection. Resolves when QEMU has greeted
   * the BMC, or the BMC has hung up. Rejects when no QEMU listens.
   */
  async open(): Promise<void> {
    const stream = connect(this.#path);
    this.#stream = stream;
    await once(stream, "connect");
    stream.on("error", () => {});
    stream.once("close", () => this.#closed());
    const greeted = Promise.race([once(stream, "data"), once(stream, "close")]);
    this.#bmc.attach({ stream, peer: "firmware QEMU" });
    await greeted;
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    this.#stream?.destroy();
    clearTimeout(this.#redial);
  }

  #closed(): void {
    if (this.#disposed) return;
    // One that fails finds no QEMU, and then the run is over.
    this.#redial = setTimeout(() => this.open().catch(() => {}), REDIAL_AFTER_MS);
  }
}
