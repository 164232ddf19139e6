/** The handler of each call. */
import type { Handlers } from "./handler.ts";
import { bootHandlers } from "./handlers/boot.ts";
import { doorHandlers } from "./handlers/doors.ts";
import { faultHandlers } from "./handlers/fault.ts";
import { identifyHandlers } from "./handlers/identify.ts";
import { labHandlers } from "./handlers/lab.ts";
import { machineHandlers } from "./handlers/machine.ts";
import { mediaHandlers } from "./handlers/media.ts";
import { messagingHandlers } from "./handlers/messaging.ts";
import { pageHandlers } from "./handlers/page.ts";
import { powerHandlers } from "./handlers/power.ts";
import { recordHandlers } from "./handlers/records.ts";
import { reloadHandlers } from "./handlers/reload.ts";
import { selHandlers } from "./handlers/sel.ts";
import { sensorHandlers } from "./handlers/sensor.ts";
import { serialHandlers } from "./handlers/serial.ts";
import { sessionHandlers } from "./handlers/session.ts";
import { statusHandlers } from "./handlers/status.ts";
import { timeHandlers } from "./handlers/time.ts";
import { userHandlers } from "./handlers/user.ts";
import { watchHandlers } from "./handlers/watch.ts";

export const handlers: Handlers = {
  ...statusHandlers,
  ...doorHandlers,
  ...pageHandlers,
  ...powerHandlers,
  ...bootHandlers,
  ...identifyHandlers,
  ...mediaHandlers,
  ...sensorHandlers,
  ...serialHandlers,
  ...timeHandlers,
  ...selHandlers,
  ...recordHandlers,
  ...messagingHandlers,
  ...userHandlers,
  ...sessionHandlers,
  ...faultHandlers,
  ...machineHandlers,
  ...labHandlers,
  ...reloadHandlers,
  ...watchHandlers,
};
