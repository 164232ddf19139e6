/** Master Write-Read (IPMI §22.11; v1.5 §18.10): access to I²C devices that have no controller of their own. */

import { bitfield, bits } from "../../codec/bitfield.ts";
import { rest } from "../../codec/bytes.ts";
import { u8 } from "../../codec/integer.ts";
import { struct } from "../../codec/struct.ts";
import { maxAnswerSize } from "../../ipmi/answer-size.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import { hexNumber } from "../../text/hex.ts";

/** 83h: no device acknowledged the slave address. Only private buses have devices. */
const NAK_ON_WRITE = 0x83;
const PRIVATE = 1;

/** §22.11 Master Write-Read. */
export const masterWriteRead = defineCommand({
  name: "Master Write-Read",
  spec: "22.11",
  netFn: NetFn.App,
  cmd: 0x52,
  privilege: Privilege.Operator,
  request: struct({
    bus: bitfield({ channel: bits(7, 4), id: bits(3, 1), type: bits(0, 0) }),
    slave: bitfield({ address: bits(7, 1) }),
    readCount: u8,
    write: rest,
  }),
  response: struct({ read: rest }),
  handle({ bmc, channel }, { bus, slave, readCount, write }) {
    const most = maxAnswerSize(channel);
    // Check before the write: a refusal must change nothing.
    if (readCount > most)
      throw new IpmiError(CompletionCode.CannotReturnBytes, `read count is ${readCount}; expected at most ${most}`);
    const address = slave.address * 2;
    const device = bus.type === PRIVATE ? bmc.privateBuses.find(bus.id, address) : undefined;
    if (!device) throw new IpmiError(NAK_ON_WRITE, `no device at slave address ${hexNumber(address)} of bus ${bus.id}`);
    device.write(write);
    return { read: device.read(readCount) };
  },
});
