import { expect, it } from "vitest";
import { complaint, fileWith } from "../../support/config/config.ts";

it.each([
  [
    "a door of another kind",
    "redfish: { listen: 'tcp:127.0.0.1:8443' }",
    'bmc.yaml:1:20: redfish.listen: "tcp:127.0.0.1:8443" is not an address: it does not start with https: or ' +
      "http:; valid are https:HOST:PORT and http:HOST:PORT",
  ],
  [
    "a door without a LAN channel",
    "{ lan: { present: false }, redfish: { listen: 'http:8443' } }",
    'bmc.yaml:1:47: redfish.listen is "http:8443"; ' +
      "expected no door while lan.present is false: its users are those of the LAN channel",
  ],
  [
    "the door of another machine",
    "{ machines: [{ name: a, redfish: { listen: 'http:8443' } }, { name: b, listen: ['tcp:127.0.0.1:8443'] }] }",
    "bmc.yaml:1:81: b and a both have the door tcp:127.0.0.1:8443; expected each once",
  ],
])("refuses %s for Redfish", (_title, yaml, says) => {
  expect(complaint(fileWith(yaml))).toBe(says);
});
