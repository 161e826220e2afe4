import { expect, test } from 'vitest';
import { type Target, targetKey } from '../../../src/domain/model.ts';
import type { OwnedCounts } from '../../../src/usecases/ports/finding-records.ts';
import {
  channels,
  divideBy,
  type Owned,
  ownersConcerned,
  ownersIn,
} from '../../../src/usecases/schedule/digest-owners.ts';
import fc from '../../support/fast-check.ts';

const ids = ['111111111111', '222222222222', '333333333333'];
const regions = ['eu-west-1', 'us-east-1', '*'];
/** The first is the schedule's own. */
const owning = ['COWN', 'CX', 'CY', 'CZ'];

const target = fc.record({ account: fc.constantFrom(...ids, 'unknown'), region: fc.constantFrom(...regions) });
const account = fc.record(
  {
    id: fc.constantFrom(...ids),
    regions: fc.constant('enabled' as const),
    owner: fc.oneof(
      fc.record({ channel: fc.constantFrom(...owning) }),
      fc.constant({ usergroup: 'S1' } as { channel?: string }),
    ),
  },
  { requiredKeys: ['regions'] },
);
const none = { total: 1, exposed: 1, latent: 0, unused: 0 };
const count = fc
  .tuple(target, fc.constantFrom('', '-', ...owning))
  .map(([place, ownedBy]): OwnedCounts => ({ ...place, ...none, ownedBy }));

/** One owner after the other, each against everything: what the words of `ownersConcerned` say. */
function concerns({ ids: accounts }: Owned, own: readonly Target[]): (place: Target) => boolean {
  const places = new Set(own.map(targetKey));
  const some = new Set(own.map((each) => each.account));
  return (place) =>
    accounts.has(place.account) || places.has(targetKey(place)) || (place.region === '*' && some.has(place.account));
}

test('each owner gets what is in its accounts and where it has findings, in order, and what concerns several each', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(account, { maxLength: 4, selector: ({ id }) => id }),
      fc.array(count, { maxLength: 8 }),
      fc.array(target, { maxLength: 12 }),
      (accounts, counts, targets) => {
        const schedule = { name: 'daily', cron: '0 8 * * *', timezone: 'UTC', channel: 'COWN' };
        const channelOf = channels({ accounts }, schedule);
        const owners = ownersIn({ accounts }, counts, channelOf);
        const divided = divideBy(targets, ownersConcerned(owners, counts, channelOf));
        for (const owned of owners) {
          const own = counts.filter((each) => channelOf(each) === owned.channel);
          expect(divided.get(owned) ?? []).toEqual(targets.filter(concerns(owned, own)));
        }
        expect([...divided.keys()].every((owned) => owners.includes(owned))).toBe(true);
      },
    ),
  );
});
