import { GluewardenError } from '../../../domain/errors.ts';
import { isFixed } from '../../../domain/fixed.ts';
import type { Account } from '../../../domain/fleet.ts';
import { type Exposure, seenKinds, type Target } from '../../../domain/model.ts';
import { nearest } from '../../../domain/nearest.ts';
import { isRetirable } from '../../../domain/plan/retire-plan.ts';
import { isRemediable, remediableRules } from '../../../domain/rules/index.ts';
import type { Fleet } from '../../../domain/watch.ts';
import { neverScanned, readWatched } from '../../audit/read-watched.ts';
import type { ProblemMessage } from '../../messages/command-messages.ts';
import type { BulkOfferMessage, RemediationOfferMessage } from '../../messages/request-messages.ts';
import type { Clock, NewId } from '../../ports/runtime.ts';
import type { Store } from '../../ports/store.ts';
import { reasonWords } from '../../words/explain.ts';
import { explainRefusal } from '../../words/explain-refusal.ts';
import { heldBy } from '../state/read-acts.ts';
import { findingsHeld, requestFinder } from '../state/request-of-finding.ts';

export interface OfferDependencies {
  readonly store: Pick<Store, 'findings' | 'remediation' | 'outbox'>;
}

/**
 * The open findings about one name, as recorded, each ready to be remediated.
 * @throws {GluewardenError} `unknown-name`, with the nearest names of that account and region
 */
export type OfferRemediation = (
  account: Account,
  region: string,
  name: string,
) => Promise<RemediationOfferMessage | ProblemMessage>;

export function createOffer({ store }: OfferDependencies): OfferRemediation {
  return async (account, region, name) => {
    const { id, name: accountName } = account;
    if (id === undefined || account.remediationRoleArn === undefined)
      return { kind: 'problem', ...explainRefusal('remediation-off'), suggestions: [] };
    const open = await store.findings.openNamed({ account: id, region }, name);
    if (open.length === 0) {
      const rows = await store.findings.openIn([{ account: id, region }]);
      const meant = nearest(
        name,
        rows.map((row) => row.name),
      );
      if (meant.length > 0) throw new GluewardenError('unknown-name', name, meant);
      return notRecorded(account, region, name);
    }
    const rows = open.filter(isRemediable);
    if (rows.length === 0) return { kind: 'problem', ...explainRefusal('not-remediable'), suggestions: [] };
    const requestOf = await requestFinder(store);
    return {
      kind: 'remediation-offer',
      account: id,
      ...(accountName !== undefined && { accountName }),
      region,
      name,
      findings: await Promise.all(
        rows.map(async (row) => {
          const request = (await requestOf(await heldBy(store, row)))?.link;
          return {
            id: row.id,
            kind: row.kind,
            why: reasonWords(row),
            ...(isRetirable(row) && { retire: true as const }),
            ...(isFixed(row) && { fixed: true as const }),
            ...(request && { request }),
          };
        }),
      ),
    };
  };
}

/** How many open findings of an account, or of one of its regions, can be asked for in one request. */
export type OfferBulk = (account: Account, region: string | undefined) => Promise<BulkOfferMessage | ProblemMessage>;

export interface BulkOfferDependencies {
  readonly store: Pick<Store, 'findings' | 'targets' | 'queries' | 'remediation'>;
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly newId: NewId;
}

export function createBulkOffer({ store, clock, newId, fleet }: BulkOfferDependencies): OfferBulk {
  return async (account, region) => {
    const { id, name: accountName } = account;
    if (id === undefined || account.remediationRoleArn === undefined)
      return { kind: 'problem', ...explainRefusal('remediation-off'), suggestions: [] };
    const filter = { accounts: [id], ...(region !== undefined && { regions: [region] }) };
    const watched = await readWatched(store, fleet);
    const never = neverScanned(watched).filter((target) => isThere(target, id, region)).length;
    const queryId = newId();
    await store.queries.save(queryId, filter, clock.now());
    const taken = await findingsHeld(store);
    const seen = { ...filter, ...plannable, except: watched.leftSet };
    const { items } = await store.findings.page({ ...seen, exposures: inUse }, 0, mostRead);
    return {
      kind: 'several-offer',
      account: id,
      ...(accountName !== undefined && { accountName }),
      region: region ?? '*',
      counts: await store.findings.counts(seen),
      asked: items.filter(taken).length,
      queryId,
      ...(never > 0 && { neverScanned: never }),
    };
  };
}

function isThere(target: Target, account: string, region: string | undefined): boolean {
  return target.account === account && (region === undefined || target.region === region || target.region === '*');
}

/** What a plan of several findings can be made for. */
export const plannable = { kinds: seenKinds, rules: remediableRules.map(({ id }) => id) };
/** What nothing uses has nothing to move. */
export const inUse: readonly Exposure[] = ['exposed', 'latent'];
/** Findings read for a form: enough for the 100 that a select can show, and those that wait for a decision. */
export const mostRead = 500;

function notRecorded({ id, name: accountName }: Account, region: string, name: string): ProblemMessage {
  const where = `${id ?? accountName ?? ''} ${region}`.trim();
  return {
    kind: 'problem',
    what: `There is no open finding about "${name}" in ${accountName ?? id ?? 'that account'}, ${region}.`,
    next: 'Check the name: it must match to the letter. Gluewarden remediates what an audit has recorded, so audit there first.',
    suggestions: [`/glue-audit ${where}`],
  };
}
