/**
 * Commands of the specification that we answer with C1h on purpose, and the reason. So are all of ICMB's bridge
 * commands (netFn 02h).
 */
export interface UnansweredCommand {
  readonly netFn: number;
  readonly cmd: number;
  readonly name: string;
  readonly reason: string;
}

const SERIAL = "needs a serial channel, which does not exist";
const FORWARD = "needs a second controller to forward commands to; no client uses it";

export const unanswered: readonly UnansweredCommand[] = [
  { netFn: 0x0c, cmd: 0x10, name: "Set Serial/Modem Configuration", reason: SERIAL },
  { netFn: 0x0c, cmd: 0x11, name: "Get Serial/Modem Configuration", reason: SERIAL },
  { netFn: 0x0c, cmd: 0x12, name: "Set Serial/Modem Mux", reason: SERIAL },
  { netFn: 0x0c, cmd: 0x13, name: "Get TAP Response Codes", reason: SERIAL },
  { netFn: 0x0c, cmd: 0x14, name: "Set PPP UDP Proxy Transmit Data", reason: SERIAL },
  { netFn: 0x0c, cmd: 0x15, name: "Get PPP UDP Proxy Transmit Data", reason: SERIAL },
  { netFn: 0x0c, cmd: 0x16, name: "Send PPP UDP Proxy Packet", reason: SERIAL },
  { netFn: 0x0c, cmd: 0x17, name: "Get PPP UDP Proxy Receive Data", reason: SERIAL },
  { netFn: 0x0c, cmd: 0x18, name: "Serial/Modem Connection Active", reason: SERIAL },
  { netFn: 0x0c, cmd: 0x19, name: "Callback", reason: SERIAL },
  { netFn: 0x0c, cmd: 0x1a, name: "Set User Callback Options", reason: SERIAL },
  { netFn: 0x0c, cmd: 0x1b, name: "Get User Callback Options", reason: SERIAL },
  { netFn: 0x0c, cmd: 0x1c, name: "Set Serial Routing Mux", reason: SERIAL },
  { netFn: 0x0c, cmd: 0x20, name: "SOL Activating", reason: SERIAL },
  { netFn: 0x0c, cmd: 0x30, name: "Forwarded Command", reason: FORWARD },
  { netFn: 0x0c, cmd: 0x31, name: "Set Forwarded Commands", reason: FORWARD },
  { netFn: 0x0c, cmd: 0x32, name: "Get Forwarded Commands", reason: FORWARD },
  { netFn: 0x0c, cmd: 0x33, name: "Enable Forwarded Commands", reason: FORWARD },
];
