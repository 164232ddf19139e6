import { expect, it } from "vitest";
import { eventIn } from "../../src/transport/qmp-events.ts";

it.each([
  [
    '{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "SHUTDOWN", "data": {"guest": true, "reason": "guest-shutdown"}}',
    { name: "SHUTDOWN", reason: "guest-shutdown", guest: true },
  ],
  ['{"event": "STOP"}', { name: "STOP", reason: undefined, guest: undefined }],
  ['{"event": "STOP", "data": {"guest": 7, "reason": []}}', { name: "STOP", reason: undefined, guest: undefined }],
  ['{"event": "RTC_CHANGE", "data": {"offset": 0}}', undefined],
  ['{"QMP": {"version": {}}}', undefined],
  ['{"return": {}}', undefined],
  ['{"event": 7}', undefined],
  ["7", undefined],
  ["null", undefined],
  ['{"event": "ST', undefined],
])("of QMP's lines %s is %j", (line, event) => {
  expect(eventIn(line)).toEqual(event);
});
