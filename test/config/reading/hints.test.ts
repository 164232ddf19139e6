/** Hints for settings that do not exist: the same section first, and nothing far-fetched. */
import { expect, test } from "vitest";
import { complaint, fileWith } from "../../support/config/config.ts";

test.each([
  ["tls: { key: k.pem, certFile: /dev/null }", "did you mean keyFile?"],
  ["tls: { certificate: c.pem, keyFile: /dev/null }", "did you mean certFile?"],
  ["tls: { ca: ca.pem, certFile: /dev/null, keyFile: /dev/null }", "did you mean clientCaFile?"],
  ["sel: { size: 100 }", "expected one of capacity, whenFull, deletes, eraseMs, records"],
  ["sel: { erase: 100 }", "did you mean eraseMs?"],
  ["state: { dir: ./state }", "did you mean directory?"],
  ["state: { path: ./state }", "expected one of directory, durability"],
  ["users: { max: 4 }", "did you mean maximum?"],
  ["lan: { mac: auto }", "did you mean macAddress?"],
  ["lan: { gateway: 10.0.0.1 }", "did you mean defaultGateway or backupGateway?"],
  ["chassis: { power: true }", "did you mean powerOn?"],
  ["sdrRepository: { record: [] }", "did you mean ownRecords?"],
  ["device: { guid: auto }", "did you mean guid at the top level?"],
  ["device: { system_guid: auto }", "did you mean systemGuid at the top level?"],
  ["device: { key: 1 }", /^expected one of id, revision, /],
  ["assertions: [{ seen: { comand: Get Device ID } }]", "did you mean command?"],
  [
    "assertions: [{ order: [{ request_data: 44 01 }] }]",
    "expected one of machine, command, door, request, completionCode, refused",
  ],
  ["ipmi_version: 2.0", "did you mean device.ipmiVersion?"],
  ["logLevel: debug", "did you mean log.level?"],
  ["durabilty: none", /^expected one of /],
  ["eraseMs: 10", "did you mean sel.eraseMs or sdrRepository.eraseMs?"],
  ["address: 10.0.0.1", /^expected one of /],
  ["sensors: [{ name: A, type: fan, listen: x }]", /^expected one of /],
])("%s", (yaml, hint) => {
  const [, said = ""] = /is not a setting; (.*)$/m.exec(complaint(fileWith(yaml)) ?? "") ?? [];
  if (typeof hint === "string") expect(said).toBe(hint);
  else expect(said).toMatch(hint);
});
