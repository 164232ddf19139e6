/** Virtual media as an operator drives them: a download goes on after its call, and the list shows what becomes of it. */
import { expect, it } from "vitest";
import { mediaEject, mediaInsert, mediaList } from "../../src/control/handlers/media.ts";
import { powerHandlers } from "../../src/control/handlers/power.ts";
import { HostError, type MediaMeans } from "../../src/host/host-means.ts";
import type { ImageRequest } from "../../src/media/download.ts";
import { Drives } from "../../src/media/drives.ts";
import type { HeldImage } from "../../src/media/image-cache.ts";
import { ImageError } from "../../src/media/image-error.ts";
import { controlledDaemon } from "../support/daemon/control-server.ts";
import { FakeQemu, machine } from "../support/machine/machine.ts";

const IMAGE = "http://images.example/a.iso";

/** A machine with these drives, and a download that ends when the test says so. */
function setUp(ids: readonly string[] = ["cd0"], means: MediaMeans | undefined = MEANS) {
  const bmc = machine();
  const download = Promise.withResolvers<HeldImage>();
  const requests: ImageRequest[] = [];
  const drives = new Drives({
    ids,
    log: bmc.peerLog,
    changed() {},
    find: () => undefined,
    fetch(request) {
      requests.push(request);
      const cancel = () => download.reject(new ImageError("cancelled", "the download was cancelled"));
      return { image: download.promise, percent: () => 25, cancel };
    },
  });
  drives.means = means;
  bmc.drives = drives;
  return { daemon: controlledDaemon([bmc]), download, requests, drives };
}

const MEANS: MediaMeans = {
  connected: true,
  insert: async () => {},
  eject: async () => {},
  found: async () => new Map([["cd1", { kind: "usb", held: { file: "/tools.img", readOnly: false } }]]),
};
const EMPTY = { id: "cd0", type: "cd", writeProtected: true };

it("an image is shown with its progress while it comes, and in the drive once it has come", async () => {
  const { daemon, download, requests, drives } = setUp();
  expect(await mediaList(daemon, {})).toEqual({ connected: true, drives: [EMPTY] });
  const begun = await mediaInsert(daemon, { image: IMAGE, userName: "u", password: "p" });
  expect(begun).toEqual({ ...EMPTY, download: { image: IMAGE, percent: 25 } });
  expect(requests).toEqual([{ url: IMAGE, userName: "u", password: "p", isLocal: true }]);
  expect((await mediaList(daemon, {})).drives).toEqual([begun]);
  download.resolve({ file: "/a", release() {} });
  await drives.underWay;
  expect((await mediaList(daemon, {})).drives).toEqual([{ ...EMPTY, image: IMAGE }]);
  expect(await mediaEject(daemon, { drive: "cd0" })).toEqual(EMPTY);
});

it("a failure is shown with its reason until the drive is emptied", async () => {
  const { daemon, download, drives } = setUp();
  await mediaInsert(daemon, { image: IMAGE });
  download.reject(new ImageError("unreachable", "the server answered with status 404; expected 200"));
  await drives.underWay?.catch(() => {});
  const failure = { image: IMAGE, reason: "the server answered with status 404; expected 200" };
  expect((await mediaList(daemon, {})).drives).toEqual([{ ...EMPTY, failure }]);
  expect(await mediaEject(daemon, {})).toEqual(EMPTY);
});

it("a machine that refuses the medium is such a failure, and a download that an ejection stops is none", async () => {
  const refusing = { ...MEANS, insert: () => Promise.reject(new HostError("QEMU refused: no such drive")) };
  const { daemon, download, drives } = setUp(["cd0"], refusing);
  await mediaInsert(daemon, { image: IMAGE });
  download.resolve({ file: "/a", release() {} });
  await drives.underWay?.catch(() => {});
  const { drives: shown } = await mediaList(daemon, {});
  expect(shown).toMatchObject([{ failure: { reason: "QEMU refused: no such drive" } }]);

  const stopped = setUp();
  await mediaInsert(stopped.daemon, { image: IMAGE });
  const over = stopped.drives.underWay?.catch(() => {});
  expect(await mediaEject(stopped.daemon, {})).toMatchObject(EMPTY);
  await over;
  expect((await mediaList(stopped.daemon, {})).drives).toEqual([EMPTY]);
});

it("a medium that QEMU has from elsewhere is shown by its file", async () => {
  const { daemon, drives } = setUp(["cd0", "cd1"]);
  await drives.newQemu();
  const file = { id: "cd1", type: "usb", file: "/tools.img", writeProtected: false };
  expect((await mediaList(daemon, {})).drives).toEqual([EMPTY, file]);
});

it("a drive must be named if there are several, and must exist", async () => {
  const { daemon } = setUp(["cd0", "cd1"]);
  expect(await mediaInsert(daemon, { image: IMAGE, drive: "cd1" })).toMatchObject({ id: "cd1" });
  expect(() => mediaInsert(daemon, { image: IMAGE })).toThrow("drive is missing; expected one of cd0, cd1");
  expect(() => mediaInsert(daemon, { image: IMAGE, drive: "cd2" })).toThrow(
    "there is no drive cd2; expected one of cd0",
  );
});

it("a second image for a drive must wait, and one of another kind is refused at once", async () => {
  const { daemon, drives } = setUp();
  await mediaInsert(daemon, { image: IMAGE });
  expect(() => mediaInsert(daemon, { image: IMAGE })).toThrow(expect.objectContaining({ code: "unavailable" }));
  drives.insert = () => {
    throw new ImageError("address", "the image's address is of another kind");
  };
  const wrong = expect.objectContaining({ code: "badArgument", argument: "image" });
  expect(() => mediaInsert(daemon, { image: "file:///etc/passwd" })).toThrow(wrong);
});

it("a machine without drives, or whose drives nothing reaches, says what it needs", async () => {
  const without = controlledDaemon();
  expect(await mediaList(without, {})).toEqual({ connected: false, drives: [] });
  expect(() => mediaInsert(without, { image: IMAGE })).toThrow(
    "has no drive for virtual media; media.drives names them",
  );
  const { daemon, drives } = setUp();
  drives.means = undefined;
  expect(await mediaList(daemon, {})).toEqual({ connected: false, drives: [EMPTY] });
  expect(() => mediaInsert(daemon, { image: IMAGE })).toThrow("power.libvirt");
});

it("power.set does not wait for a download: media.list shows that the image is not there yet", async () => {
  const { daemon, download } = setUp();
  const [bmc] = daemon.machines;
  if (bmc) new FakeQemu(bmc, "3f");
  await mediaInsert(daemon, { image: IMAGE });
  expect(await powerHandlers["power.set"](daemon, { action: "reset" })).toMatchObject({ power: "on" });
  expect((await mediaList(daemon, {})).drives).toMatchObject([{ download: { image: IMAGE } }]);
  download.resolve({ file: "/a", release() {} });
});
