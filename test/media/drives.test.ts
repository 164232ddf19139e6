/** Drives of a machine while images come and QEMU goes. */
import { describe, expect, it } from "vitest";
import { type DriveKind, type HeldFile, HostError, type MediaMeans } from "../../src/host/host-means.ts";
import { Drives } from "../../src/media/drives.ts";
import type { HeldImage } from "../../src/media/image-cache.ts";
import { ImageError } from "../../src/media/image-error.ts";

/** Drives cd0 and cd1 of a QEMU that notes its media, and downloads that end when the test says so. */
function prepared() {
  const calls: string[] = [];
  const lines: string[] = [];
  const released: string[] = [];
  const downloads: { end(file: string): void; fail(error: Error): void }[] = [];
  const qemu = {
    connected: true,
    problem: undefined as Error | undefined,
    held: new Map<string, HeldFile>(),
    kinds: new Map<string, DriveKind>(),
  };
  const act = async (call: string) => {
    if (qemu.problem) throw qemu.problem;
    calls.push(call);
  };
  const means: MediaMeans = {
    get connected() {
      return qemu.connected;
    },
    insert: (drive, file) => act(`insert ${drive} ${file}`),
    eject: (drive) => act(`eject ${drive}`),
    found: async (ids) => {
      const { held, kinds } = qemu;
      return new Map(ids.map((id) => [id, { kind: kinds.get(id) ?? "cd", held: held.get(id) }]));
    },
  };
  const drives = new Drives({
    ids: ["cd0", "cd1"],
    log: { write: (_level, fields, message) => void lines.push(`${message} ${JSON.stringify(fields)}`) },
    find: (file) =>
      file.startsWith("/cache/")
        ? { url: `http://a${file}`, image: { file, release: () => void released.push(file) } }
        : undefined,
    changed: (drive, image) => void lines.push(`${drive} ${image}`),
    fetch() {
      const { promise: image, resolve, reject } = Promise.withResolvers<HeldImage>();
      const end = (file: string) => resolve({ file, release: () => void released.push(file) });
      downloads.push({ end, fail: reject });
      return { image, percent: () => 50, cancel: () => reject(new ImageError("cancelled", "cancelled")) };
    },
  });
  drives.means = means;
  const insert = (id = "cd0") => drives.insert(id, { url: `http://a/${id}.iso`, isLocal: false }).done;
  const inserted = async (file: string, id = "cd0") => {
    const done = insert(id);
    downloads.at(-1)?.end(file);
    await done;
  };
  return { drives, qemu, calls, lines, released, downloads, insert, inserted };
}

describe("a drive", () => {
  it("holds no image that comes when its machine has ended", async () => {
    const { drives, insert, downloads, released, lines } = prepared();
    const done = insert();
    downloads[0]?.end("/a");
    drives.close();
    await done;
    expect([released, drives.isLoaded, lines]).toEqual([["/a"], false, []]);
  });
  it("holds an image once it is here", async () => {
    const { drives, calls, inserted, lines } = prepared();
    const done = inserted("/a");
    expect([drives.isLoaded, calls]).toEqual([false, []]);
    await done;
    expect([drives.mediumIn("cd0")?.url, drives.isLoaded, calls]).toEqual([
      "http://a/cd0.iso",
      true,
      ["insert cd0 /a"],
    ]);
    expect(drives.mediumIn("cd1")).toBeUndefined();
    expect(lines).toEqual(["cd0 http://a/cd0.iso"]);
  });
  it("releases an image for another, and when it is ejected", async () => {
    const { drives, calls, released, inserted, lines } = prepared();
    await inserted("/a");
    await inserted("/b");
    expect(released).toEqual(["/a"]);
    await drives.eject("cd0");
    expect([released, drives.isLoaded, lines.at(-1)]).toEqual([["/a", "/b"], false, "cd0 undefined"]);
    expect(calls).toEqual(["insert cd0 /a", "insert cd0 /b", "eject cd0"]);
  });
  it("is emptied of what QEMU had in it", async () => {
    const { drives, calls } = prepared();
    await drives.eject("cd1");
    expect(calls).toEqual(["eject cd1"]);
  });
  it("takes one image at a time; an ejection stops its download", async () => {
    const { drives, insert, downloads } = prepared();
    const done = insert();
    expect(() => insert()).toThrow(expect.objectContaining({ problem: "busy" }));
    const other = insert("cd1");
    await Promise.all([drives.eject("cd0"), expect(done).rejects.toMatchObject({ problem: "cancelled" })]);
    downloads[1]?.end("/b");
    await other;
    expect([drives.mediumIn("cd0"), drives.mediumIn("cd1")?.url]).toEqual([undefined, "http://a/cd1.iso"]);
  });
  it("stays empty when it is emptied as its image comes, and takes another at once", async () => {
    const { drives, insert, inserted, downloads, released, calls } = prepared();
    const done = insert();
    downloads[0]?.end("/a");
    const ejected = drives.eject("cd0");
    const next = inserted("/b");
    await Promise.all([ejected, next, expect(done).rejects.toMatchObject({ problem: "cancelled" })]);
    expect([released, calls]).toEqual([["/a"], ["eject cd0", "insert cd0 /b"]]);
    expect(drives.isLoaded).toBe(true);
  });
  it("keeps its medium when another cannot be fetched, or QEMU refuses it", async () => {
    const { drives, qemu, insert, inserted, downloads, released, lines } = prepared();
    await inserted("/a");
    const failing = insert();
    downloads.at(-1)?.fail(new ImageError("unreachable", "no such host"));
    await expect(failing).rejects.toThrow("no such host");
    qemu.problem = new HostError("QEMU refused");
    await expect(inserted("/b")).rejects.toThrow("QEMU refused");
    expect([drives.mediumIn("cd0")?.image.file, released]).toEqual(["/a", ["/b"]]);
    expect(lines.slice(1)).toEqual(
      ["no such host", "QEMU refused"].map((reason) => `medium not inserted {"drive":"cd0","reason":"${reason}"}`),
    );
  });
});

describe("while QEMU is off", () => {
  it("a drive takes an image, which the next QEMU gets", async () => {
    const { drives, qemu, calls, inserted } = prepared();
    qemu.connected = false;
    await inserted("/a");
    expect([drives.isLoaded, calls]).toEqual([true, []]);
    qemu.connected = true;
    await drives.newQemu();
    expect(calls).toEqual(["insert cd0 /a"]);
  });
  it("a drive that was emptied stays so", async () => {
    const { drives, qemu, calls, inserted } = prepared();
    await inserted("/a");
    qemu.connected = false;
    await drives.eject("cd0");
    qemu.connected = true;
    await drives.newQemu();
    expect(calls).toEqual(["insert cd0 /a"]);
  });
  it("an error of a QEMU that has just ended does not count", async () => {
    const { drives, qemu, inserted } = prepared();
    Object.defineProperty(qemu, "problem", {
      get() {
        qemu.connected = false;
        return new Error("the QMP connection ended");
      },
    });
    await inserted("/a");
    expect(drives.isLoaded).toBe(true);
  });
});

it("a QEMU that refuses a medium at its start is reported, and the others get theirs", async () => {
  const { drives, qemu, lines, inserted } = prepared();
  await inserted("/a");
  qemu.problem = new HostError("no such drive");
  await drives.newQemu();
  expect(lines.at(-1)).toBe(`medium not inserted again {"drive":"cd0","reason":"no such drive"}`);
});

describe("a QEMU that connects", () => {
  it("keeps the medium that it has, and gets it if it has another", async () => {
    const { drives, qemu, calls, inserted } = prepared();
    await inserted("/a");
    qemu.held.set("cd0", { file: "/a", readOnly: true });
    await drives.newQemu();
    expect(calls).toEqual(["insert cd0 /a"]);
    qemu.held.set("cd0", { file: "/b", readOnly: true });
    await drives.newQemu();
    expect(calls).toEqual(["insert cd0 /a", "insert cd0 /a"]);
  });
  it("shows what an earlier daemon has inserted with its address, until it is ejected; the next QEMU gets it too", async () => {
    const { drives, qemu, calls, released, lines } = prepared();
    qemu.held.set("cd0", { file: "/cache/a", readOnly: true });
    await drives.newQemu();
    expect([drives.mediumIn("cd0")?.url, drives.isLoaded, drives.foreignIn("cd0")]).toEqual([
      "http://a/cache/a",
      true,
      undefined,
    ]);
    qemu.held.clear();
    await drives.newQemu();
    expect(calls).toEqual(["insert cd0 /cache/a"]);
    await drives.eject("cd0");
    expect([released, drives.isLoaded, lines]).toEqual([["/cache/a"], false, ["cd0 undefined"]]);
  });
  it("shows a medium of its own while it is connected, and no drive of its own", async () => {
    const { drives, qemu, calls, lines } = prepared();
    const own = { file: "/home/me/tools.iso", readOnly: true };
    qemu.held.set("cd1", own).set("cd7", own);
    await drives.newQemu();
    expect([drives.foreignIn("cd1"), drives.foreignIn("cd7"), drives.isLoaded]).toEqual([own, undefined, false]);
    qemu.connected = false;
    expect(drives.foreignIn("cd1")).toBeUndefined();
    qemu.connected = true;
    qemu.held.clear();
    await drives.newQemu();
    expect([drives.foreignIn("cd1"), calls, lines]).toEqual([undefined, [], []]);
  });
  it("has its own medium replaced or ejected like any other", async () => {
    const { drives, qemu, inserted, lines } = prepared();
    for (const id of ["cd0", "cd1"]) qemu.held.set(id, { file: "/home/me/tools.iso", readOnly: true });
    await drives.newQemu();
    await inserted("/a");
    await drives.eject("cd1");
    expect([drives.foreignIn("cd0"), drives.foreignIn("cd1")]).toEqual([undefined, undefined]);
    expect(lines).toEqual(["cd0 http://a/cd0.iso", "cd1 undefined"]);
  });
  it("says of what kind its drives are, which stays known while it is off", async () => {
    const { drives, qemu } = prepared();
    expect(drives.kindOf("cd1")).toBe("cd");
    qemu.kinds.set("cd1", "usb");
    await drives.newQemu();
    qemu.connected = false;
    await drives.newQemu();
    expect([drives.kindOf("cd0"), drives.kindOf("cd1")]).toEqual(["cd", "usb"]);
  });
  it("that does not say what it has is reported, and gets its media", async () => {
    const { drives, qemu, calls, inserted, lines } = prepared();
    await inserted("/a");
    Object.defineProperty(qemu, "held", {
      get() {
        throw new HostError("no such command");
      },
    });
    await drives.newQemu();
    expect(calls).toEqual(["insert cd0 /a", "insert cd0 /a"]);
    expect(lines.at(-1)).toBe(`media in the drives not known {"reason":"no such command"}`);
  });
});

it("the end of a machine stops its downloads and releases its images", async () => {
  const { drives, insert, inserted, released, calls } = prepared();
  await inserted("/a", "cd1");
  const done = insert();
  drives.close();
  await expect(done).rejects.toMatchObject({ problem: "cancelled" });
  expect([released, calls]).toEqual([["/a"], ["insert cd1 /a"]]);
});
