import type { Account } from '../../domain/fleet.ts';
import { createLimiter } from '../concurrency.ts';
import type { AccountProbe, CloudProbe } from '../ports/cloud-probe.ts';
import { codeWords } from '../words/explain-call.ts';
import { type CallRole, withoutArns } from '../words/explain-sentence.ts';
import { listWords } from '../words/words.ts';

/** What tries the roles of an account. */
export type RoleProbe = Pick<CloudProbe, 'probe' | 'probeRemediation'>;

/** Each asks STS, Glue, KMS and Account a dozen things at once. */
const atOnce = 4;

/**
 * What the roles of accounts lack, as clauses, by id: that one cannot be assumed, or which permissions it is denied. What
 * could not be tried is not said to be missing. Never rejects.
 * @param region where it is tried in an account whose regions are `enabled`
 */
export async function lackingRoles(
  probe: RoleProbe,
  accounts: readonly (Account & { readonly id: string })[],
  region: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const limit = createLimiter(atOnce);
  const found = await Promise.all(
    accounts.map((account) => limit(async () => [account.id, await lacksOf(probe, account, region)] as const)),
  );
  return new Map(found.filter(([, lacks]) => lacks.length > 0));
}

async function lacksOf(probe: RoleProbe, account: Account, home: string): Promise<readonly string[]> {
  const { regions, remediationRoleArn } = account;
  const region = (regions === 'enabled' ? undefined : regions[0]) ?? home;
  const scan = await probe.probe(account, { region });
  if (remediationRoleArn === undefined) return lackWords('scan', scan);
  const remediation = await probe.probeRemediation({ ...account, remediationRoleArn }, { region });
  return [...lackWords('scan', scan), ...lackWords('remediation', remediation)];
}

/** The same words for each account that lacks the same: no account stands in them. */
function lackWords(role: CallRole, { error, permissions }: AccountProbe): readonly string[] {
  if (error !== undefined) {
    const said = error.message === undefined ? undefined : withoutArns(error.message);
    return [codeWords(error.error, error.call, role, said)];
  }
  const denied = permissions.filter(({ outcome }) => outcome === 'denied').map(({ permission }) => permission);
  return denied.length === 0 ? [] : [`the ${role} role lacks ${listWords([...new Set(denied)])}`];
}
