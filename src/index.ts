/**
 * The library "extern-bmc": for modules of commands (docs/adding-a-command.md) and for programs that drive a running daemon
 * (docs/control.md).
 */
export type { Bmc } from "./bmc/bmc.ts";
export { bit, bitfield, bits, notBit, signedBits } from "./codec/bitfield.ts";
export { bitmap } from "./codec/bitmap.ts";
export { bcd, bytes, reserved, rest } from "./codec/bytes.ts";
export { i16, u8, u16, u24, u32 } from "./codec/integer.ts";
export type { Layout, ValueOf } from "./codec/layout.ts";
export { empty, optional, struct } from "./codec/struct.ts";
export type { ArgumentsOf, CallName, EventOf, ResultOf, StreamName } from "./control/calls.ts";
export { type Control, connect } from "./control/client.ts";
export { ControlError, type ControlErrorCode } from "./control/protocol.ts";
export { type Command, type CommandContext, defineCommand } from "./ipmi/command.ts";
export { CompletionCode, IpmiError } from "./ipmi/completion-code.ts";
export { NetFn } from "./ipmi/net-fn.ts";
export { Privilege } from "./ipmi/privilege.ts";
