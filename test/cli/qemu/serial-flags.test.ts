import { expect, it } from "vitest";
import { Reconnect } from "../../../src/cli/qemu/qemu-flags.ts";
import { serialFlags } from "../../../src/cli/qemu/serial-flags.ts";

it.each([
  ["connect:unix:/run/ser0", "socket,id=ser0,path=/run/ser0,server=on,wait=off"],
  ["unix:/run/a,b", "socket,id=ser0,path=/run/a,,b,reconnect=1"],
  ["tcp:0.0.0.0:5000", "socket,id=ser0,host=127.0.0.1,port=5000,reconnect=1"],
  ["connect:telnet:5000", "socket,id=ser0,host=127.0.0.1,port=5000,server=on,wait=off,telnet=on"],
  ["telnet:5000", "socket,id=ser0,host=127.0.0.1,port=5000,reconnect=1,telnet=on"],
  ["pty:/dev/pts/3", "pty,id=ser0"],
])("%s: -chardev %s", (address, chardev) => {
  const flags = serialFlags({ address, chardev: "ser0" }, Reconnect.Seconds);
  expect(flags).toEqual(["-chardev", chardev, "-serial", "chardev:ser0"]);
});

it("a QEMU that we run connects before its guest starts", () => {
  const [, chardev] = serialFlags({ address: "unix:/run/ser0", chardev: "console" });
  expect(chardev).toBe("socket,id=console,path=/run/ser0");
});

it("a machine without a serial port needs no flags", () => {
  expect(serialFlags(undefined)).toEqual([]);
});
