/** The IPMB inside a machine: controllers by their slave address. What one sends another answers, at once. */

export interface IpmbRequest {
  readonly netFn: number;
  readonly lun: number;
  readonly cmd: number;
  readonly data: Uint8Array;
  /** Who asks: slave address and LUN. */
  readonly requester?: { readonly address: number; readonly lun: number };
}

export interface IpmbAnswer {
  readonly completionCode: number;
  readonly data: Uint8Array;
}

export type IpmbController = (request: IpmbRequest) => IpmbAnswer;

export class Ipmb {
  readonly #controllers = new Map<number, IpmbController>();

  /** `address`: 8 bits, even, as 20h for the BMC. */
  attach(address: number, controller: IpmbController): void {
    this.#controllers.set(address, controller);
  }

  /** The answer; undefined when nobody has the address, which on the wire is a missing acknowledge. */
  deliver(address: number, request: IpmbRequest): IpmbAnswer | undefined {
    return this.#controllers.get(address)?.(request);
  }
}
