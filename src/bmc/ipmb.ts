/** The IPMB inside a machine: controllers by their slave address. Delivery is immediate. */

export interface IpmbRequest {
  readonly netFn: number;
  readonly lun: number;
  readonly cmd: number;
  readonly data: Uint8Array;
  /** The sender's slave address and LUN. */
  readonly requester?: { readonly address: number; readonly lun: number };
}

export interface IpmbAnswer {
  readonly completionCode: number;
  readonly data: Uint8Array;
}

export interface IpmbOptions {
  /** How Send Message refuses an address without a controller: 83h (no acknowledge) or D3h (unavailable). */
  readonly absent: "noAcknowledge" | "unavailable";
}

export type IpmbController = (request: IpmbRequest) => IpmbAnswer;

export class Ipmb {
  readonly #controllers = new Map<number, IpmbController>();

  /** Attaches a controller. `address` has 8 bits and is even; the BMC's is 20h. */
  attach(address: number, controller: IpmbController): void {
    this.#controllers.set(address, controller);
  }

  /**
   * Returns the controller's answer. Undefined when no controller has the address, which on a wire is a missing
   * acknowledge.
   */
  deliver(address: number, request: IpmbRequest): IpmbAnswer | undefined {
    return this.#controllers.get(address)?.(request);
  }
}
