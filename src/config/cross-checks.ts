import { approvalsChecks } from './approvals.ts';
import { type Draft, type DraftAccount, type DraftSchedule, entries, type Finding, fields } from './draft.ts';
import { exceptionChecks } from './file/exception-checks.ts';
import { organizationChecks } from './file/organization-checks.ts';
import { ownerChecks } from './file/owner-checks.ts';
import { partitionChecks } from './partition-checks.ts';
import { didYouMean, roleAccount, shown } from './values.ts';

/** The second and later ones of equal words, with where the first is. */
function repeated(words: readonly (string | undefined)[]): { readonly index: number; readonly first: number }[] {
  const seen = new Map<string, number>();
  return words.flatMap((word, index) => {
    if (word === undefined) return [];
    const first = seen.get(word);
    if (first !== undefined) return [{ index, first }];
    seen.set(word, index);
    return [];
  });
}

/** In no list of the file does it make sense to say a thing twice. */
function repeatedEntries(value: unknown, path: readonly PropertyKey[] = []): Finding[] {
  const list = entries(value);
  if (list === undefined)
    return Object.entries(fields(value) ?? {}).flatMap(([key, part]) => repeatedEntries(part, [...path, key]));
  const words = list.map((entry) => (typeof entry === 'string' ? entry : undefined));
  return [
    ...repeated(words).map(({ index }) => ({ path: [...path, index], message: 'is in this list twice: keep one' })),
    ...list.flatMap((entry, index) => repeatedEntries(entry, [...path, index])),
  ];
}

function uniqueChecks({ accounts, schedules }: Draft): Finding[] {
  const ids = repeated(accounts.map((account) => account.id));
  const names = repeated(accounts.map((account) => account.name?.toLowerCase()));
  const scheduleNames = repeated(schedules.map((schedule) => schedule.name));
  return [
    ...ids.map(({ index, first }) => ({
      path: ['accounts', index, 'id'],
      message: `is the id of accounts[${first}] too: list each account once`,
    })),
    ...names.map(({ index, first }) => ({
      path: ['accounts', index, 'name'],
      message: `is the name of accounts[${first}] too (capitals do not count): take another name`,
    })),
    ...scheduleNames.map(({ index, first }) => ({
      path: ['schedules', index, 'name'],
      message: `is the name of schedules[${first}] too: take another name`,
    })),
  ];
}

/** Words that a slash command understands itself, each with that command: no account may be called so. */
type ReservedWords = ReadonlyMap<string, string>;

/** What the checks of a file need of others. */
export interface Outside {
  readonly reservedWords: ReservedWords;
  /** The partition of a region, as the SDK has it; undefined where it does not know. */
  readonly knownPartition: (region: string) => string | undefined;
  /** Epoch milliseconds. Absent: how far ahead an accepted risk ends is not checked. */
  readonly now?: number;
}

export const outsideUnknown: Outside = { reservedWords: new Map(), knownPartition: () => undefined };

/** An account of such a name could not be asked for. */
function reservedCheck({ name }: DraftAccount, index: number, reserved: ReservedWords): Finding[] {
  const command = reserved.get(name?.toLowerCase() ?? '');
  if (command === undefined) return [];
  const message = `${shown(name)} is a word of ${command}: take another name`;
  return [{ path: ['accounts', index, 'name'], message }];
}

function idCheck(account: DraftAccount, index: number, { accounts, organization }: Draft): Finding[] {
  if (account.hasId) return [];
  const arn = account.scanRoleArn ?? account.remediationRoleArn;
  const named = arn === undefined ? undefined : roleAccount(arn);
  const path = ['accounts', index, 'id'];
  if (named !== undefined)
    return [{ path, message: `is missing: the role is of account ${named}; write id: "${named}"` }];
  if (accounts.length === 1 && organization === undefined) return [];
  const why = 'Only an account that is alone can do without';
  return [{ path, message: `is missing: write the 12 digits in quotes. ${why}` }];
}

function roleCheck(account: DraftAccount, index: number, key: 'scanRoleArn' | 'remediationRoleArn'): Finding[] {
  const of = roleAccount(account[key] ?? '');
  if (of === undefined || account.id === undefined || of === account.id) return [];
  const message = `is a role of account ${of}, and this entry is account ${account.id}: one of the two is wrong`;
  return [{ path: ['accounts', index, key], message }];
}

/** What was scanned has the id of its account, which tells whose it is. */
function ownerCheck({ owner, hasId }: DraftAccount, index: number): Finding[] {
  if (owner === undefined) return [];
  const path = ['accounts', index, 'owner'];
  const empty = { path, message: 'names neither a channel nor a usergroup: write one, or remove it' };
  const nobodys = { path, message: 'needs the id of the account beside it: write its 12 digits in quotes' };
  return [...(Object.keys(owner).length === 0 ? [empty] : []), ...(hasId ? [] : [nobodys])];
}

function accountChecks(file: Draft): Finding[] {
  const { accounts, hasAccounts } = file;
  const own = accounts.flatMap((account, index) => (account.scanRoleArn === undefined ? [index] : []));
  const second = own.slice(1).map((index) => ({
    path: ['accounts', index, 'scanRoleArn'],
    message: `is missing: only one account can be read with the bot's own credentials, and accounts[${own[0]}] has no role either`,
  }));
  const empty = {
    path: ['accounts'],
    message: "is an empty list: add an account, or remove the key to audit the bot's own",
  };
  const each = accounts.flatMap((account, index) => {
    const useless = account.hasExternalId && (account.scanRoleArn ?? account.remediationRoleArn) === undefined;
    const message = 'does nothing without a role: add scanRoleArn, or remove it';
    return [
      ...idCheck(account, index, file),
      ...roleCheck(account, index, 'scanRoleArn'),
      ...roleCheck(account, index, 'remediationRoleArn'),
      ...ownerCheck(account, index),
      ...(useless ? [{ path: ['accounts', index, 'externalId'], message }] : []),
    ];
  });
  return [...(hasAccounts && accounts.length === 0 ? [empty] : []), ...second, ...each];
}

function labelOf({ name, id }: Pick<DraftAccount, 'name' | 'id'>): string {
  return name ?? id ?? 'the account';
}

function find(accounts: readonly DraftAccount[], word: string): DraftAccount | undefined {
  return accounts.find((account) => account.id === word || account.name?.toLowerCase() === word.toLowerCase());
}

/** The region must be one that each account of the schedule is audited in: otherwise its scan would look elsewhere. */
function scheduleRegions(schedule: DraftSchedule, index: number, { accounts, organization }: Draft): Finding[] {
  const members = organization && { name: 'the organization', id: undefined, regions: organization.regions };
  const all = [...accounts, ...(members ? [members] : [])];
  const named = schedule.accounts?.flatMap((word) => find(accounts, word ?? '') ?? members ?? []) ?? all;
  return (schedule.regions ?? []).flatMap((region, position) => {
    if (region === undefined) return [];
    const without = named.filter((account) => account.regions !== undefined && !account.regions.includes(region));
    if (without.length === 0) return [];
    const labels = [...new Set(without)].slice(0, 3).map(labelOf).join(', ') + (without.length > 3 ? ', …' : '');
    const message = `${shown(region)} is not among the regions of ${labels}: add it there, or name other accounts in this schedule`;
    return [{ path: ['schedules', index, 'regions', position], message }];
  });
}

function scheduleAccounts(schedule: DraftSchedule, index: number, { accounts, organization }: Draft): Finding[] {
  const words = accounts.flatMap((account) => [account.name, account.id].filter((word) => word !== undefined));
  const path = ['schedules', index, 'accounts'];
  if (schedule.accounts?.length === 0)
    return [{ path, message: 'is an empty list: name accounts, or remove the key to scan all of them' }];
  return (schedule.accounts ?? []).flatMap((word, position) => {
    if (word === undefined || find(accounts, word) !== undefined) return [];
    // What the organization holds is not known here, and its names may change.
    if (organization !== undefined && /^\d{12}$/.test(word)) return [];
    if (organization !== undefined) {
      const message = `${shown(word)} is the name of no account that is listed under "accounts": name an account of the organization by its id`;
      return [{ path: [...path, position], message }];
    }
    const known =
      words.length === 0
        ? ' None is listed: add it under "accounts", or remove the key to scan the bot\'s own'
        : didYouMean(word, words);
    const advice = known === '' ? ` Listed are: ${words.slice(0, 6).join(', ')}` : known;
    return [{ path: [...path, position], message: `${shown(word)} is the id or name of no account.${advice}` }];
  });
}

function accessChecks({ access }: Draft): Finding[] {
  if (access === undefined) return [];
  const lists = ['users', 'usergroups', 'channels'].map((key) => access[key]).filter((value) => value !== undefined);
  if (lists.some((value) => (entries(value)?.length ?? 1) > 0)) return [];
  const message =
    'names nobody, so nobody could ask: list users, usergroups or channels, or remove "access" to let the whole workspace ask';
  return [{ path: ['access'], message }];
}

/** Everything that concerns two places at once. Works on what can be understood of a file with other problems. */
export function crossChecks(file: Draft, { reservedWords: reserved, knownPartition, now }: Outside): Finding[] {
  return [
    ...file.accounts.flatMap((account, index) => reservedCheck(account, index, reserved)),
    ...repeatedEntries(file.whole),
    ...uniqueChecks(file),
    ...accountChecks(file),
    ...organizationChecks(file),
    ...partitionChecks(file, knownPartition),
    ...file.schedules.flatMap((schedule, index) => [
      ...scheduleAccounts(schedule, index, file),
      ...scheduleRegions(schedule, index, file),
    ]),
    ...accessChecks(file),
    ...approvalsChecks(file),
    ...exceptionChecks(file, now),
    ...ownerChecks(file),
  ];
}
