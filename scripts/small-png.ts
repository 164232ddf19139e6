/** PNG files of few bytes: pictures of a page have few colors, so a palette suffices. */
import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");
const MAX_COLORS = 256;
/** Color types of PNG. */
const RGB = 2;
const INDEXED = 3;

/** Returns the picture with a palette. A color outside it becomes the nearest one. @param png as Chromium writes it: 8 bits, RGB */
export function smallPng(png: Buffer): Buffer {
  const parts = [...chunksOf(png)];
  const header = parts.find(({ type }) => type === "IHDR")?.data ?? Buffer.alloc(13);
  if (header[8] !== 8 || header[9] !== RGB) throw new Error("this picture is not 8 bits RGB");
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const data = Buffer.concat(parts.filter(({ type }) => type === "IDAT").map((part) => part.data));
  const pixels = unfiltered(inflateSync(data), width * 3, height);
  const { palette, indexOf } = paletteOf(pixels);
  const rows = Buffer.alloc((width + 1) * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    rows[pixel + Math.floor(pixel / width) + 1] = indexOf(pixels.readUIntBE(pixel * 3, 3));
  }
  header[9] = INDEXED;
  const colors = Buffer.from(palette.flatMap((color) => [color >> 16, (color >> 8) & 0xff, color & 0xff]));
  const made = [chunk("IHDR", header), chunk("PLTE", colors), chunk("IDAT", deflateSync(rows, { level: 9 }))];
  return Buffer.concat([SIGNATURE, ...made, chunk("IEND", Buffer.alloc(0))]);
}

function* chunksOf(png: Buffer) {
  for (let at = SIGNATURE.length; at < png.length; ) {
    const size = png.readUInt32BE(at);
    yield { type: png.toString("latin1", at + 4, at + 8), data: Buffer.from(png.subarray(at + 8, at + 8 + size)) };
    at += size + 12;
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  size.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, sum]);
}

/** Undoes the filter of each row (PNG §9). */
function unfiltered(filtered: Buffer, stride: number, height: number): Buffer {
  const bytes = Buffer.alloc(stride * height);
  for (let row = 0; row < height; row++) {
    const filter = filtered[row * (stride + 1)] ?? 0;
    for (let column = 0; column < stride; column++) {
      const at = row * stride + column;
      const left = column < 3 ? 0 : (bytes[at - 3] ?? 0);
      const up = row === 0 ? 0 : (bytes[at - stride] ?? 0);
      const corner = row === 0 || column < 3 ? 0 : (bytes[at - stride - 3] ?? 0);
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      bytes[at] = (filtered[at + row + 1] ?? 0) + guess;
    }
  }
  return bytes;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

/** The colors that leave the least error, each weighed with its pixels, and the place of the nearest one to a color. */
function paletteOf(pixels: Buffer) {
  const counts = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += 3) {
    const color = pixels.readUIntBE(at, 3);
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  let left = [...counts].map(([color, count]) => ({ color, count, error: count * distance(0, 0xff_ff_ff) }));
  const palette: number[] = [];
  while (left.length > 0 && palette.length < MAX_COLORS) {
    const { color } = left.reduce((worst, each) => (each.error > worst.error ? each : worst));
    palette.push(color);
    left = left.filter((each) => each.color !== color);
    for (const each of left) each.error = Math.min(each.error, each.count * distance(each.color, color));
  }
  const places = new Map(palette.map((color, place) => [color, place]));
  const indexOf = (color: number) => {
    const place = places.get(color) ?? nearest(palette, color);
    places.set(color, place);
    return place;
  };
  return { palette, indexOf };
}

function nearest(palette: readonly number[], color: number): number {
  const distances = palette.map((each) => distance(each, color));
  return distances.indexOf(Math.min(...distances));
}

/** The square of the distance of two colors. */
function distance(left: number, right: number): number {
  const parts = [16, 8, 0].map((shift) => ((left >> shift) & 0xff) - ((right >> shift) & 0xff));
  return parts.reduce((sum, part) => sum + part * part, 0);
}
