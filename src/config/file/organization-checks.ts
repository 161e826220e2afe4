import type { Draft, Finding } from '../draft.ts';
import { shown } from '../values.ts';

/** What the organization says together with the rest of the file. */
export function organizationChecks({ organization, accounts, schedules }: Draft): Finding[] {
  if (organization === undefined) return [];
  const { excludedAccounts, units } = organization;
  const listed = new Map(accounts.map(({ id }, index) => [id, index]));
  return [
    ...excludedAccounts.flatMap((id, position) => {
      const index = id === undefined ? undefined : listed.get(id);
      if (index === undefined) return [];
      const message = `is the id of accounts[${index}] too, and what is listed by hand is watched: remove one of the two`;
      return [{ path: ['organization', 'accounts', 'exclude', position], message }];
    }),
    ...schedules.flatMap(({ accounts: named = [] }, index) =>
      named.flatMap((id, position) => {
        if (id === undefined || listed.has(id) || !excludedAccounts.includes(id)) return [];
        const message = 'is excluded from the organization, and nothing of it is scanned: remove one of the two';
        return [{ path: ['schedules', index, 'accounts', position], message }];
      }),
    ),
    ...units.exclude.flatMap((unit, position) => {
      if (typeof unit !== 'string' || !units.include.includes(unit)) return [];
      const message = `${shown(unit)} is included too: remove one of the two`;
      return [{ path: ['organization', 'organizationalUnits', 'exclude', position], message }];
    }),
  ];
}
