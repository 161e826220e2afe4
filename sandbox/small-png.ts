import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** A picture of three bytes a pixel, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const mostColours = 256;

/** The same picture in 256 colours at most: a third of the size of what a browser writes, and text stays sharp. */
export function smallPng(png: Uint8Array): Buffer {
  return encodeIndexed(decodePng(png));
}

/** Reads what Chromium writes: 8 bits a channel, RGB or RGBA, not interlaced. */
export function decodePng(png: Uint8Array): Picture {
  const buffer = Buffer.from(png);
  const data: Buffer[] = [];
  let header: Buffer | undefined;
  for (let at = signature.length; at < buffer.length; ) {
    const length = buffer.readUInt32BE(at);
    const type = buffer.toString('latin1', at + 4, at + 8);
    const body = buffer.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') header = body;
    if (type === 'IDAT') data.push(body);
    at += length + 12;
  }
  const channels = header?.[9] === 6 ? 4 : 3;
  if (header === undefined || header[8] !== 8 || ![2, 6].includes(header[9] ?? 0) || header[12] !== 0)
    throw new TypeError('Only PNGs of 8 bits a channel in true colour are read.');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const pixels = unfilter(inflateSync(Buffer.concat(data)), width * channels, height, channels);
  return { width, height, rgb: channels === 3 ? pixels : withoutAlpha(pixels) };
}

/** Undoes the filter of each row (PNG specification, 9.2). */
function unfilter(raw: Uint8Array, stride: number, height: number, step: number): Uint8Array {
  const out = new Uint8Array(stride * height);
  for (let row = 0; row < height; row += 1) {
    const filter = raw[row * (stride + 1)] ?? 0;
    for (let column = 0; column < stride; column += 1) {
      const at = row * stride + column;
      const left = column < step ? 0 : (out[at - step] ?? 0);
      const up = row === 0 ? 0 : (out[at - stride] ?? 0);
      const corner = row === 0 || column < step ? 0 : (out[at - stride - step] ?? 0);
      out[at] = (raw[row * (stride + 1) + 1 + column] ?? 0) + predicted(filter, left, up, corner);
    }
  }
  return out;
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) return 0;
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function withoutAlpha(rgba: Uint8Array): Uint8Array {
  return rgba.filter((_, index) => index % 4 !== 3);
}

/** Writes a picture with a palette, taking near colours together until 256 suffice. */
export function encodeIndexed(picture: Picture): Buffer {
  const { width, height } = picture;
  const { palette, indices } = reduce(picture);
  const rows = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row += 1)
    rows.set(indices.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8);
  const data = deflateSync(rows, { level: 9 });
  const parts = [chunk('IHDR', header), chunk('PLTE', palette), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...parts]);
}

function chunk(type: string, body: Uint8Array): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  check.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, check]);
}

function reduce({ rgb }: Picture): { palette: Buffer; indices: Uint8Array } {
  const colours = new Uint32Array(rgb.length / 3);
  const counts = new Map<number, number>();
  for (let pixel = 0; pixel < colours.length; pixel += 1) {
    const [red = 0, green = 0, blue = 0] = rgb.subarray(pixel * 3, pixel * 3 + 3);
    const colour = (red << 16) | (green << 8) | blue;
    colours[pixel] = colour;
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const places = group([...counts].toSorted((a, b) => b[1] - a[1] || a[0] - b[0]).map(([colour]) => colour));
  const kept = [...new Set(places.values())];
  const numbers = new Map(kept.map((colour, index) => [colour, index]));
  const indices = Uint8Array.from(colours, (colour) => numbers.get(places.get(colour) ?? 0) ?? 0);
  return { palette: Buffer.from(kept.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255])), indices };
}

/** Each colour's stand-in: of near colours the most frequent one, so that backgrounds and plain text stay exact. */
function group(byFrequency: readonly number[]): Map<number, number> {
  for (let bits = 0; ; bits += 1) {
    const mask = ((255 << bits) & 255) * 0x010101;
    const firsts = new Map<number, number>();
    for (const colour of byFrequency) if (!firsts.has(colour & mask)) firsts.set(colour & mask, colour);
    if (firsts.size <= mostColours)
      return new Map(byFrequency.map((colour) => [colour, firsts.get(colour & mask) ?? 0]));
  }
}
