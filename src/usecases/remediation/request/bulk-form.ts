import type { Account } from '../../../domain/fleet.ts';
import { isAboutJob } from '../../../domain/plan/plan-dependents.ts';
import type { Fleet } from '../../../domain/watch.ts';
import { readWatched } from '../../audit/read-watched.ts';
import type { BulkForm } from '../../messages/remediation-forms.ts';
import type { FindingRow } from '../../ports/finding-records.ts';
import type { Store } from '../../ports/store.ts';
import { exposedJobs } from './dependent-choice.ts';
import { type FormDependencies, readCompliant, readKeys } from './remediation-form.ts';
import { findingsAsked, inUse, mostRead, plannable } from './remediation-offer.ts';

/** Plans in one request. */
export const mostTogether = 40;
/** What a select can show. */
const mostOffered = 100;

export interface BulkFormDependencies extends FormDependencies {
  readonly store: Pick<Store, 'findings' | 'targets' | 'remediation'>;
  readonly fleet: Fleet;
}

/**
 * The open findings that can be asked for together, and what can be chosen for them. Keys and configurations are listed
 * where there is one region alone. @throws {CloudError}
 */
export async function readBulkForm(
  dependencies: BulkFormDependencies,
  account: Account,
  { queryId, region }: { readonly queryId: string; readonly region?: string },
): Promise<BulkForm> {
  const { store, fleet, configuredKey, mode } = dependencies;
  const id = account.id ?? '';
  const filter = {
    accounts: [id],
    ...(region !== undefined && { regions: [region] }),
    exposures: inUse,
    ...plannable,
  };
  const { leftSet } = await readWatched(store, fleet);
  const { items, counts } = await store.findings.page({ ...filter, except: leftSet }, 0, mostRead);
  const asked = await findingsAsked(store);
  const free = items.filter((finding) => !asked(finding));
  const findings = free.slice(0, mostOffered);
  const configured = region === undefined ? undefined : configuredKey({ account: id, region });
  return {
    kind: 'several-form',
    account: id,
    ...(account.name !== undefined && { accountName: account.name }),
    region: region ?? '*',
    queryId,
    findings: findings.map((finding) => ({
      id: finding.id,
      kind: finding.kind,
      name: finding.name,
      region: finding.region,
      exposure: finding.exposure,
    })),
    left: counts.total - (items.length - free.length) - findings.length,
    most: mostTogether,
    ...(configured !== undefined && { configuredKey: configured }),
    eachConfigured: region === undefined && findings.some((finding) => configuredKey(finding) !== undefined),
    ...(await choicesOf(dependencies, account, region, findings)),
    mode,
    canary: findings.some((finding) => !isAboutJob(finding) && exposedJobs(finding) > 1),
  };
}

async function choicesOf(
  { cloud, remediation }: FormDependencies,
  account: Account,
  region: string | undefined,
  findings: readonly FindingRow[],
): Promise<Pick<BulkForm, 'keys' | 'keysError' | 'attach'>> {
  if (region === undefined || findings.length === 0) return { keys: [], attach: [] };
  const { reader } = await remediation.reader(account, region);
  const [keys, attach] = await Promise.all([
    readKeys(reader),
    findings.some(isAboutJob) ? readCompliant(cloud, account, region) : Promise.resolve([]),
  ]);
  return { ...keys, attach };
}
