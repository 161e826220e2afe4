import type { Account } from '../../../domain/fleet.ts';
import type { Target } from '../../../domain/model.ts';
import { isAboutJob } from '../../../domain/plan/plan-dependents.ts';
import type { Fleet } from '../../../domain/watch.ts';
import { readWatched } from '../../audit/read-watched.ts';
import type { BulkForm, FormSource, Offers } from '../../messages/remediation-forms.ts';
import type { FindingRow } from '../../ports/finding-records.ts';
import type { Store } from '../../ports/store.ts';
import { findingsHeld } from '../state/request-of-finding.ts';
import { exposedJobs } from './dependent-choice.ts';
import { mostOffered, nothingRead, ownConfiguration, readOffers } from './offers.ts';
import type { FormDependencies } from './remediation-form.ts';
import { inUse, mostRead, plannable } from './remediation-offer.ts';

/** Plans in one request. */
export const mostTogether = 40;

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
  from: FormSource = 'aws',
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
  const held = await findingsHeld(store);
  const free = items.filter((finding) => !held(finding));
  const findings = free.slice(0, mostOffered);
  // Keys and configurations are of one region.
  const readsAws = from === 'aws' && region !== undefined && findings.length > 0;
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
    asked: items.length - free.length,
    most: mostTogether,
    eachConfigured: region === undefined && findings.some((finding) => configuredKey(finding) !== undefined),
    ...(readsAws ? await offersOf(dependencies, account, { account: id, region }, findings) : nothingRead),
    mode,
    canary: findings.some((finding) => !isAboutJob(finding) && exposedJobs(finding) > 1),
  };
}

function offersOf(
  dependencies: FormDependencies,
  account: Account,
  target: Target,
  findings: readonly FindingRow[],
): Promise<Offers> {
  return readOffers(dependencies, account, {
    target,
    configured: dependencies.configuredKey(target),
    ofJob: findings.some(isAboutJob),
    except: findings.flatMap(ownConfiguration),
  });
}
