import { accountLabel } from '../../domain/fleet.ts';
import type { KeyVerdict } from '../../domain/model.ts';
import type { CloudProbe } from '../ports/cloud-probe.ts';
import { explainCode, shortReasonWords } from '../words/explain.ts';
import type { DoctorAccount } from './doctor-config.ts';
import type { DoctorCheck } from './doctor-report.ts';

/**
 * Each key of `kmsKeys` in its region, also where the permissions are not tried. `tried`: the regions where they are, so
 * that kms:DescribeKey has a line of its own there.
 */
export async function checkKeys(
  cloud: CloudProbe,
  account: DoctorAccount,
  tried: readonly string[],
): Promise<DoctorCheck[]> {
  const keys = Object.entries(account.kmsKeys ?? {});
  const checks = keys.map(async ([region, key]): Promise<DoctorCheck[]> => {
    if (account.regions !== 'enabled' && !account.regions.includes(region)) return [unused(account, region)];
    return keyCheck(account, { region, key, isTried: tried.includes(region) }, await verdictOf(cloud, account, region));
  });
  return (await Promise.all(checks)).flat();
}

function verdictOf(cloud: CloudProbe, account: DoctorAccount, region: string): Promise<KeyVerdict> {
  return cloud.probeKey(account, { region, key: account.kmsKeys?.[region] ?? '' });
}

function unused(account: DoctorAccount, region: string): DoctorCheck {
  const detail = `kmsKeys names one, and ${region} is not among the regions of this account`;
  const fix = `Add ${region} to its regions, or remove the key.`;
  return { ...about(account, region), outcome: 'warning', detail, fix };
}

function about(account: DoctorAccount, region: string) {
  return { group: accountLabel(account), check: `KMS key in ${region}` } as const;
}

function keyCheck(
  account: DoctorAccount,
  { region, key, isTried }: { readonly region: string; readonly key: string; readonly isTried: boolean },
  verdict: KeyVerdict,
): DoctorCheck[] {
  const named = about(account, region);
  if (verdict.state === 'usable') return [{ ...named, outcome: 'ok', detail: key }];
  if (verdict.state === 'unusable') {
    const { reason, detail } = verdict;
    const why = shortReasonWords({ rule: '', reason, ...(detail !== undefined && { detail }) });
    const fix = 'Name a key in kmsKeys that is enabled, symmetric and of this region, or enable this one.';
    return [{ ...named, outcome: 'problem', detail: `${why}: ${key}`, fix }];
  }
  if (isTried) return [{ ...named, outcome: 'not-checked', detail: `${verdict.error}: ${key}` }];
  const { what, next } = explainCode(verdict.error, 'DescribeKey', 'scan');
  return [{ ...named, outcome: 'problem', detail: `${what} ${key}`, fix: next }];
}
