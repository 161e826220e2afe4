import { beforeEach, onTestFinished } from 'vitest';
import type { Account } from '../../src/domain/fleet.ts';
import type { OrganizationListing } from '../../src/domain/organization/members.ts';
import { listingFilters, memberAccount } from '../../src/domain/organization/organization.ts';
import { createKnownFleet } from '../../src/usecases/organization/known-fleet.ts';
import type { Store } from '../../src/usecases/ports/store.ts';
import { kit } from './fakes/kit.ts';
import { everything } from './organization.ts';

export let base: Awaited<ReturnType<typeof kit>>;

/** Before each test of the file. */
export function withOneStore(): void {
  beforeEach(async () => {
    base = await kit();
    onTestFinished(() => base.store.close());
  });
}

export const hand: Account = { id: '999988887777', name: 'central', regions: 'enabled' };
export const filters = listingFilters(everything);
export const id = (digit: number) => String(digit).repeat(12);
export const listing = (...digits: number[]): OrganizationListing => ({
  members: digits.map((digit) => ({ id: id(digit), name: `account-${digit}`, partition: 'aws' })),
  inactive: [],
});
export const minutes = (count: number) => base.clock.advance(count * 60_000);

/** Ends when its signal does, or as it says itself. */
type Slow = (signal: AbortSignal | undefined, onAnswer: () => void) => Promise<OrganizationListing>;

/** A process with its own knowledge, whose listings end one after the other as given. */
export function fleet(
  answers: (OrganizationListing | Error | Promise<OrganizationListing> | Slow)[],
  denied: readonly string[] = [],
  organization = everything,
  store: Store = base.store,
) {
  const asked: ReadonlySet<string>[] = [];
  let changes = 0;
  const known = createKnownFleet<Account>({
    ...base,
    store,
    organization,
    byHand: [hand],
    channel: 'C0OPS',
    make: (member) => memberAccount(organization, member),
    isUsableName: () => true,
    roleCommands: ['make-template', 'make-roles'],
    onChanged: () => {
      changes += 1;
    },
    reader: {
      async list(before, signal, onAnswer = () => undefined) {
        asked.push(before);
        const answer = answers.shift();
        if (answer === undefined) throw new Error('Asked too often');
        if (answer instanceof Error) throw answer;
        return typeof answer === 'function' ? answer(signal, onAnswer) : answer;
      },
    },
    homeRegion: 'eu-west-1',
    probe: {
      async probe(account) {
        const error = { call: 'AssumeRole', error: 'AccessDenied', message: 'no' };
        return denied.includes(account.id ?? '') ? { error, permissions: [] } : { permissions: [] };
      },
      probeRemediation: async () => ({ permissions: [] }),
    },
  });
  return { known, asked, changes: () => changes, ids: () => known.accounts.map((account) => account.id) };
}
