/** `replay FILE --listen`: a recorded BMC behind a door, until a signal ends it. */

import { once } from "node:events";
import { netFnName } from "../ipmi/net-fn.ts";
import { createLogger, logStream } from "../observe/log.ts";
import { RecordedBmc } from "../replay/recorded-bmc.ts";
import type { RecordedExchange } from "../replay/recording.ts";
import { hex } from "../text/hex.ts";
import { openDoor } from "../transport/door.ts";
import { PeerLog } from "../transport/peer-log.ts";
import { VmLink } from "../transport/vm-link.ts";

export async function serveRecorded(recording: readonly RecordedExchange[], listen: string): Promise<void> {
  const log = createLogger("info", await logStream("auto"));
  const peerLog = new PeerLog(log);
  const bmc = new RecordedBmc("recorded", recording, ({ netFn, cmd, data }) => {
    const request = hex(data);
    peerLog.write("warn", { netFn: netFnName(netFn), cmd, request }, "the journal has no answer to this; C1h");
  });
  const ended = Promise.race([once(process, "SIGTERM"), once(process, "SIGINT")]);
  const door = await openDoor({ listen }, (connection) => void new VmLink(connection, bmc, log, peerLog), log);
  process.stdout.write(`extern-bmc ready ${door.address}\n`);
  await ended;
  await door.close();
}
