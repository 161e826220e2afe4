import fc from '../support/fast-check.ts';
import { hostileNames, regions } from './sample-parts.ts';

export const name = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...hostileNames) },
  fc.string({ unit: 'grapheme', maxLength: 255 }),
  fc.string({ unit: 'binary', maxLength: 255 }),
  fc.stringMatching(/^[<>&@!#*_~`|^a-z]{0,60}$/),
);
export const account = fc.oneof(fc.stringMatching(/^\d{12}$/), fc.constantFrom('unknown', '111122223333'));
export const region = fc.oneof(fc.constantFrom(...regions, '*'), name);
export const count = fc.oneof(fc.nat(3), fc.constantFrom(49, 50, 51, 500, 5_000), fc.nat());
export const instant = fc.oneof(fc.integer({ min: 0, max: 4_102_444_800_000 }), fc.constantFrom(0, 8.64e15, -1));
export const id = fc.oneof(fc.stringMatching(/^[A-Za-z0-9_-]{11,22}$/), fc.stringMatching(/^[UC][A-Z0-9]{8}$/));
export const person = fc.oneof(fc.stringMatching(/^[UC][A-Z0-9]{8,10}$/), name);

/** Each field may be missing. */
export function optional<T extends object>(fields: { [Key in keyof T]: fc.Arbitrary<T[Key]> }) {
  return fc.record<T, never>(fields, { requiredKeys: [] });
}
