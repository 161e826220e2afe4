import { GluewardenError } from './errors.ts';
import { partitionOfArn } from './glue-arn.ts';
import type { Owner } from './model.ts';
import { nearest } from './nearest.ts';
import { isRegion, knownRegions } from './regions.ts';

/** How to reach and name one AWS account. */
export interface Account {
  /** 12 digits; absent for the account of the bot's own credentials, which is asked from STS. */
  readonly id?: string;
  readonly name?: string;
  /** Absent: the bot's own credentials. */
  readonly scanRoleArn?: string;
  readonly remediationRoleArn?: string;
  readonly externalId?: string;
  readonly owner?: Owner;
  readonly regions: readonly string[] | 'enabled';
}

/** When a schedule's digest is posted: with each scan, when something changed, or weekly and when something changed. */
export const postings = ['always', 'changes', 'weekly'] as const;
export type Posting = (typeof postings)[number];

/** A time of day in which nothing is posted, in minutes since midnight of a time zone. `from` after `to`: over midnight. */
export interface QuietHours {
  readonly from: number;
  readonly to: number;
  /** IANA name. */
  readonly timezone: string;
}

export interface Schedule {
  readonly name: string;
  /** Five fields. */
  readonly cron: string;
  /** IANA name. */
  readonly timezone: string;
  /** Ids or names; absent: all. */
  readonly accounts?: readonly string[];
  /** Absent: every region of each account. */
  readonly regions?: readonly string[];
  /** A channel id. */
  readonly channel: string;
  /** Absent: always. */
  readonly post?: Posting;
  /** Absent: a digest is posted at once. */
  readonly quietHours?: QuietHours;
}

/** Who may ask. A caller passes when any list names them; with no lists at all nobody does. */
export interface Access {
  readonly users: readonly string[];
  readonly usergroups: readonly string[];
  readonly channels: readonly string[];
}

/** What to look at: accounts with, for each, the regions asked for or its own. */
export interface Scope {
  readonly accounts: readonly Account[];
  readonly regions?: readonly string[];
}

/** Stands for the bot's own account until its credentials say which one it is. */
export const unknownAccount = 'unknown';

/** Its id, or the word that stands for the bot's own account until it is known. */
export function idOf({ id = unknownAccount }: Pick<Account, 'id'>): string {
  return id;
}

/** The account as people call it: "data-production (111122223333)". */
export function accountLabel(account: Pick<Account, 'id' | 'name'>): string {
  if (account.name === undefined) return account.id ?? 'own account';
  return account.id === undefined ? account.name : `${account.name} (${account.id})`;
}

/** Finds an account by id or (case-insensitively) by name. */
export function findAccount(accounts: readonly Account[], word: string): Account | undefined {
  const lower = word.toLowerCase();
  return accounts.find((account) => account.id === word || account.name?.toLowerCase() === lower);
}

/** Every word that names an account. */
export function accountWords(accounts: readonly Account[]): string[] {
  return accounts.flatMap((account) => [account.name, account.id].filter((word) => word !== undefined));
}

/** Regions that people may name: AWS's list and whatever the configuration lists. */
export function regionWords(accounts: readonly Account[]): string[] {
  const configured = accounts.flatMap((account) => (account.regions === 'enabled' ? [] : account.regions));
  return [...new Set([...configured, ...knownRegions])];
}

/** @throws {GluewardenError} `unknown-account`, with the nearest words */
export function requireAccount(accounts: readonly Account[], word: string): Account {
  const account = findAccount(accounts, word);
  if (account) return account;
  throw new GluewardenError('unknown-account', word, nearest(word, accountWords(accounts)));
}

/** @throws {GluewardenError} `unknown-region`, with the nearest words */
export function requireRegion(accounts: readonly Account[], word: string): string {
  const lower = word.toLowerCase();
  const known = regionWords(accounts);
  if (isRegion(lower) && known.includes(lower)) return lower;
  throw new GluewardenError('unknown-region', word, nearest(lower, known));
}

/**
 * The accounts that a question about one region is about: those whose regions include it. An explicit question about
 * a region that no account lists is asked of all of them.
 */
export function accountsCovering(accounts: readonly Account[], region: string): readonly Account[] {
  const covering = accounts.filter(({ regions }) => regions === 'enabled' || regions.includes(region));
  return covering.length > 0 ? covering : accounts;
}

/** The partition that an account's roles name; undefined: there are none. */
export function accountPartition({ remediationRoleArn, scanRoleArn }: Account): string | undefined {
  return partitionOfArn(remediationRoleArn ?? scanRoleArn ?? '');
}
