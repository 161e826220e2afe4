import type { RequestLink } from '../../src/usecases/messages/finding-acts.ts';
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

type AnyFields = Readonly<Record<string, fc.Arbitrary<unknown>>>;
type OptionalKey<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];

/**
 * Anything of a type, each optional field sometimes missing. Leaving out a field of the type, an optional one too, does not
 * compile: what is new in a message is made from the day on which it is added.
 */
export function anyOf<T extends object>(
  needed: { readonly [K in Exclude<keyof T, OptionalKey<T>>]: fc.Arbitrary<T[K]> },
  more: { readonly [K in OptionalKey<T>]-?: fc.Arbitrary<Exclude<T[K], undefined>> },
): fc.Arbitrary<T>;
export function anyOf(needed: AnyFields, more: AnyFields): fc.Arbitrary<object> {
  const parts = fc.tuple(fc.record(needed), fc.record(more, { requiredKeys: [] }));
  return parts.map((some) => Object.assign({}, ...some));
}

export const yes = fc.constant(true as const);
/** A few, and as many as a bound of the use case lets through. */
export function upTo<T>(most: number, one: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.oneof(fc.array(one, { maxLength: Math.min(3, most) }), fc.array(one, { maxLength: most }));
}

/** The type of a field that may be missing, and of an item of a list. */
export type Field<T, K extends keyof T> = NonNullable<T[K]>;
export type Item<T> = T extends readonly (infer Each)[] ? Each : never;

/** What is no address of the chat's is shown as its words. */
export const address = fc.oneof(
  fc.webUrl(),
  name,
  fc.constant('javascript:alert(1)'),
  fc.constant('https://a.example/|x> <!channel>'),
);

export const requestLink = anyOf<RequestLink>(
  { requestId: id, isOpen: fc.boolean(), channel: person },
  { link: address },
);

/** What can be done about findings, by ids that are theirs or not. */
export const findingActs = {
  remediable: fc.array(id, { maxLength: 20 }),
  acceptable: fc.array(id, { maxLength: 20 }),
  requests: fc.dictionary(id, requestLink, { maxKeys: 5 }),
  askedToAccept: fc.array(id, { maxLength: 5 }),
};
