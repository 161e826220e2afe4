import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { decodePng, encodeIndexed } from '../../sandbox/small-png.ts';

function parts(png: Buffer): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12)
    found.set(png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  return found;
}

/** A row of noise in 3,000 colours on white. */
function noisy(width: number, height: number): Uint8Array {
  const rgb = new Uint8Array(width * height * 3).fill(255);
  for (let pixel = 0; pixel < 3_000; pixel += 1)
    rgb.set([pixel & 255, (pixel * 7) & 255, (pixel * 13) & 255], pixel * 3);
  return rgb;
}

test('needs 256 colours at most, and keeps the size and the most frequent colour', () => {
  const [width, height] = [300, 20];
  const png = parts(encodeIndexed({ width, height, rgb: noisy(width, height) }));
  expect(png.get('IHDR')?.readUInt32BE(0)).toBe(width);
  expect(png.get('IHDR')?.readUInt32BE(4)).toBe(height);
  const palette = png.get('PLTE') ?? Buffer.alloc(0);
  expect(palette.length / 3).toBeLessThanOrEqual(256);
  expect(palette.length / 3).toBeGreaterThan(20);
  const rows = inflateSync(png.get('IDAT') ?? Buffer.alloc(0));
  expect(rows.length).toBe((width + 1) * height);
  const last = rows.at(-1) ?? 0;
  expect([...palette.subarray(last * 3, last * 3 + 3)]).toEqual([255, 255, 255]);
});

test.each([
  // 3 by 5 pixels with a row for each of the five filters, made with another program by the formulas of the specification.
  [
    'RGB',
    'iVBORw0KGgoAAAANSUhEUgAAAAMAAAAFCAIAAAAPE8H1AAAAPUlEQVR42gEyAM3/AHibNMr1Ty4iCgHNlB6kJG/nfvkCoHlnGqvHRl44A/amhCTU8WQYjwRtV88GYFXmBF4fLxVgGuk0cwAAAABJRU5ErkJggg==',
    '789b34caf54f2e220acd941e71b88d5836866d0d858b63549e94be2cacc67f5b7ef28f2d9903959f63d3d893dc',
  ],
  [
    'RGBA',
    'iVBORw0KGgoAAAANSUhEUgAAAAMAAAAFCAYAAACAcVaiAAAATElEQVR42gFBAL7/AOdSd/+chBb/KRfs/wGP8a//u3NzAIkDvwAC/m0HAJVAQwDSzD4AAy9fHoCUEOsAI33RAASgKLEAffHfABGomwDBbBrgt69f6AAAAABJRU5ErkJggg==',
    'e752779c84162917ec8ff1af4a6422d367e18d5eb6dfa465a5331f758e793ea95a94eb0d15b62a92a709a593a4',
  ],
])('reads every filter of a row: %s', (_, base64, hex) => {
  const { width, height, rgb } = decodePng(Buffer.from(base64, 'base64'));
  expect([width, height]).toEqual([3, 5]);
  expect(Buffer.from(rgb).toString('hex')).toBe(hex);
});

test('a picture with a palette is not read again', () => {
  const indexed = encodeIndexed({ width: 1, height: 1, rgb: Uint8Array.of(1, 2, 3) });
  expect(() => decodePng(indexed)).toThrow('true colour');
});
