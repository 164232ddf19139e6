/** The IPMB inside a machine: controllers by their slave address. Delivery is immediate. */
import { Privilege } from "../ipmi/privilege.ts";
import { BMC_ADDRESS } from "../ipmi/slave-address.ts";

export interface IpmbRequest {
  readonly netFn: number;
  readonly lun: number;
  readonly cmd: number;
  readonly data: Uint8Array;
  /** The sender's slave address and LUN. */
  readonly requester?: { readonly address: number; readonly lun: number };
  /** Privilege of the LAN session whose request this is. Absent: it is a controller's or system software's. */
  readonly forwardedFor?: Privilege | undefined;
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

  /** Returns the controller's answer. Undefined when no controller acknowledges the address. */
  deliver(address: number, request: IpmbRequest): IpmbAnswer | undefined {
    // For a LAN session the BMC is not on the bus: that would be a way around the rules of its own channel.
    if (request.forwardedFor && address === BMC_ADDRESS) return undefined;
    return this.#controllers.get(address)?.(request);
  }
}

/** Returns the rights of a request at a controller: those of a LAN session hold there too. */
export function callerOf({ forwardedFor }: IpmbRequest) {
  return { privilege: forwardedFor ?? Privilege.Administrator, forwardedFor };
}
