import type { Account } from '../../domain/fleet.ts';
import type { CallError } from '../../domain/model.ts';
import { createLimiter } from '../concurrency.ts';
import type { AccountProbe, CloudProbe } from '../ports/cloud-probe.ts';
import { codeWords } from '../words/explain-call.ts';
import { type CallRole, withoutArns } from '../words/explain-sentence.ts';
import { countWords, listWords } from '../words/words.ts';

/** What tries the roles of an account. */
export type RoleProbe = Pick<CloudProbe, 'probe' | 'probeRemediation'>;

/** Each asks STS, Glue, KMS and Account a dozen things at once. */
const atOnce = 4;

/** As clauses, by the id of the account; an account of which there is nothing to say is in neither. */
export interface TriedRoles {
  /** That a role cannot be assumed, or which permissions it is denied. */
  readonly lacks: ReadonlyMap<string, readonly string[]>;
  /** What AWS gave no answer about: it may work or not. */
  readonly untried: ReadonlyMap<string, readonly string[]>;
}

/**
 * What the roles of accounts lack, and what of them could not be tried. Never rejects.
 * @param region where it is tried in an account whose regions are `enabled`
 */
export async function lackingRoles(
  probe: RoleProbe,
  accounts: readonly (Account & { readonly id: string })[],
  region: string,
): Promise<TriedRoles> {
  const limit = createLimiter(atOnce);
  const found = await Promise.all(
    accounts.map((account) => limit(async () => [account.id, await tryRoles(probe, account, region)] as const)),
  );
  const byId = (clauses: (role: TriedRole) => readonly string[]) =>
    new Map(found.map(([id, roles]) => [id, roles.flatMap(clauses)] as const).filter(([, all]) => all.length > 0));
  return { lacks: byId(lackWords), untried: byId(untriedWords) };
}

type TriedRole = AccountProbe & { readonly role: CallRole };

async function tryRoles(probe: RoleProbe, account: Account, home: string): Promise<readonly TriedRole[]> {
  const { regions, remediationRoleArn } = account;
  const region = (regions === 'enabled' ? undefined : regions[0]) ?? home;
  const scan = { ...(await probe.probe(account, { region })), role: 'scan' as const };
  if (remediationRoleArn === undefined) return [scan];
  const remediation = await probe.probeRemediation({ ...account, remediationRoleArn }, { region });
  return [scan, { ...remediation, role: 'remediation' }];
}

/** The same words for each account that lacks the same: no account stands in them. */
function lackWords({ role, error, permissions }: TriedRole): readonly string[] {
  if (error !== undefined) {
    const said = error.message === undefined ? undefined : withoutArns(error.message);
    return isRefused(error) ? [codeWords(error.error, error.call, role, said)] : [];
  }
  const denied = permissions.filter(({ outcome }) => outcome === 'denied').map(({ permission }) => permission);
  return denied.length === 0 ? [] : [`the ${role} role lacks ${listWords([...new Set(denied)])}`];
}

function untriedWords({ role, error, permissions }: TriedRole): readonly string[] {
  if (error !== undefined) return isRefused(error) ? [] : [`the ${role} role could not be tried (${error.error})`];
  const failed = permissions.filter(({ outcome }) => outcome === 'failed');
  if (failed.length === 0) return [];
  const codes = [...new Set(failed.flatMap((each) => each.error?.error ?? []))];
  const why = codes.length === 0 ? '' : ` (${listWords(codes)})`;
  return [`${countWords(failed.length, 'permission')} of the ${role} role could not be tried${why}`];
}

/** AWS refuses a role that is missing and one that does not trust the caller in the same words. */
function isRefused({ error }: CallError): boolean {
  return error.startsWith('AccessDenied');
}
