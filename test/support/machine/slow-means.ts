/** A means of acting on the machine whose actions take time. */
import type { HostAction } from "../../../src/bmc/host.ts";
import type { HostMeans } from "../../../src/host/host-means.ts";

/** Its actions end when the test says so. It cannot send a diagnostic interrupt. */
export class SlowMeans implements HostMeans {
  readonly name = "slow";
  readonly canPowerOn = true;
  readonly begun: { readonly action: HostAction; end(error?: Error): void }[] = [];

  refusal(action: HostAction): string | undefined {
    return action === "diagnosticInterrupt" ? "slow cannot do it" : undefined;
  }

  perform(action: HostAction): boolean | Promise<void> {
    if (action === "diagnosticInterrupt") return false;
    return new Promise((resolve, reject) => {
      this.begun.push({ action, end: (error) => (error ? reject(error) : resolve()) });
    });
  }
}
