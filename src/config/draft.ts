import { accountId } from './values.ts';

/**
 * What can be understood of a file that may be wrong elsewhere, so that checks across entries find their problems in
 * the same run as the checks of single values. Lists keep their positions.
 */
export interface Draft {
  readonly whole: unknown;
  readonly accounts: readonly DraftAccount[];
  /** True when the file has a list of accounts at all. */
  readonly hasAccounts: boolean;
  readonly organization: DraftOrganization | undefined;
  readonly schedules: readonly DraftSchedule[];
  readonly access: Fields | undefined;
  readonly approvals: Fields | undefined;
  readonly exceptions: Fields | undefined;
  /** Keys of tags of jobs. */
  readonly tags: readonly string[];
  readonly owners: readonly unknown[];
}

export interface DraftAccount {
  readonly id: string | undefined;
  /** True when an id is written, right or wrong. */
  readonly hasId: boolean;
  readonly name: string | undefined;
  readonly scanRoleArn: string | undefined;
  readonly remediationRoleArn: string | undefined;
  readonly hasExternalId: boolean;
  readonly regions: readonly string[] | undefined;
  readonly kmsKeys: Fields | undefined;
  readonly owner: Fields | undefined;
  readonly approvals: Fields | undefined;
}

export interface DraftOrganization {
  readonly roleArn: string | undefined;
  readonly regions: readonly string[] | undefined;
  readonly excludedAccounts: readonly (string | undefined)[];
  readonly units: { readonly include: readonly unknown[]; readonly exclude: readonly unknown[] };
  readonly remediationRoleName: string | undefined;
  readonly ownerTags: Fields | undefined;
  readonly approvals: Fields | undefined;
}

export interface DraftSchedule {
  readonly name: string | undefined;
  readonly accounts: readonly (string | undefined)[] | undefined;
  readonly regions: readonly (string | undefined)[] | undefined;
}

/** A problem at a place in the file, before it is given its line. */
export interface Finding {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

export type Fields = Readonly<Record<string, unknown>>;

export function fields(value: unknown): Fields | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.fromEntries(Object.entries(value));
}

export function entries(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function texts(value: unknown): readonly (string | undefined)[] | undefined {
  return entries(value)?.map((entry) => {
    const id = typeof entry === 'number' ? accountId(entry) : undefined;
    return id && 'id' in id ? id.id : text(entry);
  });
}

function draftAccount(value: unknown): DraftAccount {
  const entry = fields(value) ?? {};
  const id = accountId(entry.id);
  return {
    id: 'id' in id ? id.id : undefined,
    hasId: entry.id !== undefined,
    name: text(entry.name),
    scanRoleArn: text(entry.scanRoleArn),
    remediationRoleArn: text(entry.remediationRoleArn),
    hasExternalId: entry.externalId !== undefined,
    regions: texts(entry.regions)?.filter((region) => region !== undefined),
    kmsKeys: fields(entry.kmsKeys),
    owner: fields(entry.owner),
    approvals: fields(entry.approvals),
  };
}

function draftOrganization(value: unknown): DraftOrganization | undefined {
  const entry = fields(value);
  if (entry === undefined) return undefined;
  const units = fields(entry.organizationalUnits);
  return {
    roleArn: text(entry.roleArn),
    regions: texts(entry.regions)?.filter((region) => region !== undefined),
    excludedAccounts: texts(fields(entry.accounts)?.exclude) ?? [],
    units: { include: entries(units?.include) ?? [], exclude: entries(units?.exclude) ?? [] },
    remediationRoleName: text(entry.remediationRoleName),
    ownerTags: fields(entry.ownerTags),
    approvals: fields(entry.approvals),
  };
}

function draftSchedule(value: unknown): DraftSchedule {
  const entry = fields(value) ?? {};
  return { name: text(entry.name), accounts: texts(entry.accounts), regions: texts(entry.regions) };
}

export function draft(value: unknown): Draft {
  const file = fields(value) ?? {};
  return {
    whole: value,
    accounts: (entries(file.accounts) ?? []).map(draftAccount),
    hasAccounts: Array.isArray(file.accounts),
    organization: draftOrganization(file.organization),
    schedules: (entries(file.schedules) ?? []).map(draftSchedule),
    access: fields(file.access),
    approvals: fields(file.approvals),
    exceptions: fields(file.exceptions),
    tags: (entries(file.tags) ?? []).flatMap((key) => text(key) ?? []),
    owners: entries(file.owners) ?? [],
  };
}
