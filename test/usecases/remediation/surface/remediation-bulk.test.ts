import { describe, expect, test } from 'vitest';
import { GluewardenError } from '../../../../src/domain/errors.ts';
import type { FindingRow } from '../../../../src/usecases/ports/finding-records.ts';
import type { RemediationChoice } from '../../../../src/usecases/ports/remediation-surface.ts';
import { createBulkOffer } from '../../../../src/usecases/remediation/request/remediation-offer.ts';
import { announcementId } from '../../../../src/usecases/remediation/state/announced-at.ts';
import {
  type BulkDependencies,
  createBulkActions,
} from '../../../../src/usecases/remediation/surface/remediation-bulk.ts';
import { fakes } from '../../../support/fakes/fake-plan-reads.ts';
import { askingDependencies } from '../../../support/remediation/asking.ts';
import { key, rawConfiguration, rawJob, rawTrigger, type World } from '../../../support/remediation/plans.ts';
import { account, remediationKit } from '../../../support/remediation/remediation.ts';

const actor = { user: 'UASKER', channel: 'CTEAM' };
const choice: RemediationChoice = {
  mode: 'bookmarks-only',
  key: 'configured',
  crawlers: false,
  visualJobs: false,
  canary: true,
};

/** Two configurations with jobs, one that nothing uses any more, two bare jobs; one trigger overrides with both. */
const world: World = {
  configurations: [
    rawConfiguration('std', 'DISABLED'),
    rawConfiguration('old', 'DISABLED'),
    rawConfiguration('idle', 'DISABLED'),
    rawConfiguration('good', 'CSE-KMS'),
  ],
  jobs: [
    rawJob('a'),
    rawJob('b', { SecurityConfiguration: 'old' }),
    rawJob('bare', { SecurityConfiguration: '' }),
    rawJob('Bare', { SecurityConfiguration: '' }),
  ],
};
const overlapping: World = {
  ...world,
  triggers: [
    rawTrigger('nightly', [
      { JobName: 'a', SecurityConfiguration: 'std' },
      { JobName: 'b', SecurityConfiguration: 'old' },
    ]),
  ],
};

function row(name: string, kind: FindingRow['kind'] = 'configuration', parts: Partial<FindingRow> = {}): FindingRow {
  return {
    id: `f-${name}`,
    rule: 'Glue-005',
    account: '111122223333',
    region: 'eu-west-1',
    kind,
    name,
    reason: kind === 'configuration' ? 'disabled' : 'no-configuration',
    exposure: 'exposed',
    references: [],
    firstSeenAt: 1,
    lastSeenAt: 1,
    ...parts,
  };
}

const rows = [
  row('std'),
  row('old', 'configuration', { exposure: 'latent' }),
  row('idle', 'configuration', { exposure: 'unused' }),
  row('bare', 'unprotected-job'),
  row('Bare', 'unprotected-job'),
  row('elsewhere', 'configuration', { account: '444455556666' }),
];

async function setUp(of: World = world, changes: Partial<BulkDependencies> = {}) {
  const kit = await remediationKit();
  await kit.store.findings.insert(rows);
  const actions = createBulkActions({ ...askingDependencies(kit, fakes({ world: of })), ...changes });
  const ask = (names: readonly string[], chosen: Partial<RemediationChoice> = {}) =>
    actions.askBulk(actor, {
      findingIds: names.map((name) => `f-${name}`),
      choice: { ...choice, ...chosen },
      reason: 'the audit',
    });
  const query = async () => {
    const offer = await createBulkOffer({ ...kit, fleet: { accounts: [account], schedules: [] } })(
      account,
      'eu-west-1',
    );
    return offer.kind === 'several-offer' ? offer.queryId : '';
  };
  return { kit, actions, ask, query };
}

describe('several findings in one request', () => {
  test('findings of another rule are neither counted nor offered, and refused when they are sent all the same', async () => {
    const { kit, actions, ask, query } = await setUp();
    const before = await createBulkOffer({ ...kit, fleet: { accounts: [account], schedules: [] } })(
      account,
      'eu-west-1',
    );
    await kit.store.findings.insert([row('std', 'configuration', { id: 'f-six', rule: 'Glue-006' })]);
    const after = await createBulkOffer({ ...kit, fleet: { accounts: [account], schedules: [] } })(
      account,
      'eu-west-1',
    );
    expect(after).toMatchObject({ counts: before.kind === 'several-offer' ? before.counts : {} });
    const form = await actions.bulkForm(actor, await query());
    const offered = form.kind === 'several-form' ? form.findings.map(({ id }) => id) : [];
    expect(offered).toContain('f-std');
    expect(offered).not.toContain('f-six');
    expect(await ask(['std', 'six'])).toMatchObject({ what: expect.stringContaining('another rule found this') });
    expect(await kit.store.remediation.openRequests()).toEqual([]);
  });

  test('each has its own sealed plan, with a name of its own; the approvers see totals', async () => {
    const { kit, ask } = await setUp();
    const opened = await ask(['std', 'bare', 'Bare', 'std']);
    expect(opened).toMatchObject({
      kind: 'plan-details',
      among: { at: 0, plans: [{}, {}, {}] },
      request: { opened: true },
    });
    const [request] = await kit.store.remediation.openRequests();
    expect(request?.plans.map(({ plan }) => plan.configuration.name)).toEqual([
      'std-encrypted-bookmarks',
      'bare-encrypted-bookmarks',
      'Bare-encrypted-bookmarks-2',
    ]);
    const told = await kit.store.outbox.get(announcementId(request?.id ?? ''));
    expect(told).toMatchObject({
      channel: 'CAPPROVALS',
      message: { together: { effect: 'creates 3 configurations and switches 3 jobs', keys: [key] } },
    });
    expect(JSON.stringify(told)).not.toContain('S3CR3T');
  });

  test('what is attached is for jobs, the key for everything else', async () => {
    const { kit, ask } = await setUp();
    await ask(['std', 'bare'], { attach: 'good' });
    const [request] = await kit.store.remediation.openRequests();
    expect(request?.plans.map(({ plan }) => plan.configuration.name)).toEqual(['std-encrypted-bookmarks', 'good']);
  });

  test('where one has no plan nothing is asked: which and why is said, and the others can be asked for', async () => {
    const { kit, ask } = await setUp();
    const answer = await ask(['std', 'idle', 'bare']);
    expect(answer).toEqual({
      kind: 'several-refused',
      refused: [{ name: 'idle', region: 'eu-west-1', why: expect.stringContaining('Nothing uses "idle"') }],
      possible: ['f-std', 'f-bare'],
    });
    expect(await kit.store.remediation.openRequests()).toEqual([]);
    expect(await ask(['std', 'bare'])).toMatchObject({ kind: 'plan-details' });
  });

  test('two plans never change the same trigger: both findings are named', async () => {
    const { ask } = await setUp(overlapping);
    expect(await ask(['std', 'old'])).toMatchObject({
      refused: [{ name: 'old', why: expect.stringMatching(/trigger "nightly" .* both for "std" and for "old"/) }],
      possible: ['f-std'],
    });
  });

  test('one that waits for a decision already, or is closed meanwhile, is left out by name and number', async () => {
    const { kit, ask } = await setUp();
    await ask(['std']);
    await kit.store.findings.resolve(['f-old'], 2);
    expect(await ask(['std', 'old', 'bare'])).toMatchObject({
      refused: [
        { name: 'std', why: expect.stringContaining('open request') },
        { name: '1 of the chosen ones', why: 'Not open any more.' },
      ],
      possible: ['f-bare'],
    });
    expect(await ask(['old'])).toMatchObject({ kind: 'problem', what: expect.stringContaining('not open any more') });
  });

  test('one that somebody asks for while the plans are made is left out by name, and the others can be asked for', async () => {
    const { kit, ask } = await setUp();
    const { proposeTogether, ...rest } = askingDependencies(kit, fakes({ world }));
    let first = true;
    const late = createBulkActions({
      ...rest,
      proposeTogether: async (input) => {
        const proposals = await proposeTogether(input);
        if (first) await ask(['std']);
        first = false;
        return proposals;
      },
    });
    const order = { findingIds: ['f-std', 'f-bare'], choice, reason: 'the audit' };
    expect(await late.askBulk(actor, order)).toMatchObject({
      kind: 'several-refused',
      refused: [{ name: 'std', why: expect.stringContaining('open request') }],
      possible: ['f-bare'],
    });
    expect(await kit.store.remediation.openRequests()).toHaveLength(1);
  });

  test.each<[string, readonly string[], RegExp]>([
    ['of an account that is not configured', ['elsewhere'], /not watched any more/],
    ['of two accounts', ['std', 'elsewhere'], /several accounts/],
    ['none at all', [], /not open any more/],
  ])('%s: a problem in words', async (_, names, what) => {
    const { kit, ask } = await setUp();
    expect(await ask(names)).toMatchObject({ kind: 'problem', what: expect.stringMatching(what) });
    expect(await kit.store.remediation.openRequests()).toEqual([]);
  });

  test('more than a request may hold is told with its field', async () => {
    const { ask } = await setUp();
    expect(await ask(['std', ...Array.from({ length: 40 }, (_, at) => `x${at}`)])).toMatchObject({
      kind: 'ask-refused',
      at: 'findings',
      problem: { what: expect.stringMatching(/40 findings at most/) },
    });
  });

  test('strangers see and ask nothing, and leave an entry; with remediation off nobody does', async () => {
    const refuse = async () => {
      throw new GluewardenError('not-allowed');
    };
    const unauthorised = await setUp(world, { authorise: refuse });
    const queryId = await unauthorised.query();
    for (const answer of [await unauthorised.ask(['std']), await unauthorised.actions.bulkForm(actor, queryId)])
      expect(answer).toMatchObject({ kind: 'problem', what: expect.stringContaining('not among those') });
    expect(await unauthorised.kit.store.remediation.auditTrail('f-std')).toMatchObject([{ action: 'request.refused' }]);
    const off = await setUp(world, { enabled: false });
    expect(await off.ask(['std'])).toMatchObject({ what: expect.stringContaining('Remediation is off') });
  });
});

describe('the form', () => {
  test('offers what is in use and waits for nobody, exposed first; the configured key, and what jobs can get', async () => {
    const { ask, actions, query } = await setUp();
    const queryId = await query();
    await ask(['Bare']);
    expect(await actions.bulkForm(actor, queryId)).toMatchObject({
      kind: 'several-form',
      findings: [{ id: 'f-std' }, { id: 'f-bare' }, { id: 'f-old', exposure: 'latent' }],
      left: 0,
      most: 40,
      configuredKey: key,
      eachConfigured: false,
      attach: [{ name: 'good' }],
      asked: 1,
    });
  });

  test('of a whole account lists no keys, and offers the configured one of each region', async () => {
    const { kit, actions } = await setUp();
    const offer = await createBulkOffer({ ...kit, fleet: { accounts: [account], schedules: [] } })(account, undefined);
    expect(offer).toMatchObject({ kind: 'several-offer', region: '*', counts: { total: 5, unused: 1 }, asked: 0 });
    const form = await actions.bulkForm(actor, offer.kind === 'several-offer' ? offer.queryId : '');
    expect(form).toMatchObject({ region: '*', eachConfigured: true, keys: [], attach: [] });
    expect(form).not.toHaveProperty('configuredKey');
  });

  test('says how many do not fit', async () => {
    const { kit, actions, query } = await setUp();
    const many = Array.from({ length: 130 }, (_, at) => row(`job-${at}`, 'unprotected-job', { id: `many-${at}` }));
    await kit.store.findings.insert(many);
    const form = await actions.bulkForm(actor, await query());
    expect(form.kind === 'several-form' && [form.findings.length, form.left]).toEqual([100, 34]);
  });

  test('an old button, and nothing left to ask for, are problems in words', async () => {
    const { kit, actions, query } = await setUp();
    expect(await actions.bulkForm(actor, 'gone')).toMatchObject({ next: expect.stringContaining('bulk') });
    const queryId = await query();
    await kit.store.findings.resolve(
      rows.map(({ id }) => id),
      2,
    );
    expect(await actions.bulkForm(actor, queryId)).toMatchObject({
      what: expect.stringContaining('No open finding'),
    });
  });

  test('an account without a role is not offered', async () => {
    const { kit } = await setUp();
    const { remediationRoleArn: _, ...audited } = account;
    expect(
      await createBulkOffer({ ...kit, fleet: { accounts: [account], schedules: [] } })(audited, undefined),
    ).toMatchObject({ what: expect.stringContaining('off') });
  });
});
