/** Messages from a session to the guest's software: to LUN 10b of the BMC, or to a software ID (IPMI §5.5, §6.12.1). */
import type { Bmc } from "../bmc/bmc.ts";
import { deliverFromLan, type LanSender } from "../bmc/lan/lan-messages.ts";
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";
import type { Message } from "../ipmi/message.ts";
import { Privilege } from "../ipmi/privilege.ts";
import { BMC_ADDRESS } from "../ipmi/slave-address.ts";

/** The LUN of system management software at the BMC's address. */
const SMS_LUN = 2;

export function isToSystemSoftware({ to, toLun }: Message): boolean {
  // Bit 0 tells software IDs from slave addresses.
  return to % 2 === 1 || (to === BMC_ADDRESS && toLun === SMS_LUN);
}

/**
 * Queues a message, a request or a response, at the first system interface that receives from the session's channel.
 * Returns the completion code of a refusal.
 */
export function takeForSystemSoftware({ messaging }: Bmc, sender: LanSender, bytes: Uint8Array): number | undefined {
  if (sender.privilege < Privilege.User) return CompletionCode.InsufficientPrivilege;
  const to = messaging.all.find((each) => each.receives(sender.session.channel)) ?? messaging.primary;
  try {
    deliverFromLan(to, sender, bytes);
    return undefined;
  } catch (error) {
    if (error instanceof IpmiError) return error.code;
    throw error;
  }
}
