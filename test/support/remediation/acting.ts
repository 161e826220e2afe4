import {
  createExceptionActions,
  type ExceptionActionsDependencies,
} from '../../../src/usecases/exceptions/exception-actions.ts';
import { createShowFinding } from '../../../src/usecases/home/show-finding.ts';
import type { Actor } from '../../../src/usecases/ports/command.ts';
import type { FindingRow } from '../../../src/usecases/ports/finding-records.ts';
import { createRemediationActions } from '../../../src/usecases/remediation/surface/remediation-actions.ts';
import { listSamples } from '../../views/samples/lists.ts';
import { fakes } from '../fakes/fake-plan-reads.ts';
import { askingDependencies } from './asking.ts';
import { account, type RemediationKit } from './remediation.ts';

/** One open finding, which the reads of a plan know. */
export const row: FindingRow = {
  id: 'f1',
  rule: 'Glue-005',
  account: '111122223333',
  accountName: 'data-production',
  region: 'eu-west-1',
  kind: 'configuration',
  name: 'std',
  reason: 'disabled',
  exposure: 'exposed',
  references: [{ type: 'job', name: 'a' }],
  firstSeenAt: 1,
  lastSeenAt: 1,
};

export const order = {
  findingId: row.id,
  choice: { mode: 'bookmarks-only', key: 'configured', crawlers: false, visualJobs: false, canary: true },
  reason: 'the audit',
} as const;

export interface Changes {
  readonly consent?: ExceptionActionsDependencies['rules']['consent'];
  readonly authorise?: (actor: Actor) => Promise<void>;
  /** Nothing is watched any more. */
  readonly left?: true;
}

/** Everything that can be done about a finding, over the same records. */
export function acting(kit: RemediationKit, { consent = 'none', authorise = async () => {}, left }: Changes = {}) {
  const accounts = left ? [] : [account];
  const asking = { ...askingDependencies(kit, fakes()), authorise, ...(left && { account: () => undefined }) };
  const exceptions = createExceptionActions({
    ...asking,
    accounts,
    rules: { maximum: 180 * 86_400_000, timezone: 'UTC', consent },
  });
  const shown = { ...listSamples['configuration-compliant'], account: row.account };
  const fleet = { accounts, schedules: [] };
  const { showFinding } = createShowFinding({ store: kit.store, fleet, show: async () => shown }, authorise);
  const remediation = createRemediationActions(asking);
  const until = new Date(kit.clock.now() + 90 * 86_400_000).toISOString().slice(0, 10);
  return {
    remediation,
    exceptions,
    until,
    show: (actor: Actor) => showFinding(actor, row.id),
    form: (actor: Actor) => remediation.form(actor, row.id),
    ask: (actor: Actor) => remediation.ask(actor, order),
    acceptForm: (actor: Actor) => exceptions.acceptForm(actor, row.id),
    accept: (actor: Actor) =>
      exceptions.accept(actor, {
        findingId: row.id,
        reason: 'ends soon',
        owner: actor.user,
        until,
        evenIfWorse: false,
      }),
  };
}
