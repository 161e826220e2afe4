import { describe, expect, it } from 'vitest';
import { viewComplaints } from '../../../../sandbox/slack/limits/view-limits.ts';
import { renderMessage } from '../../../../src/slack/render.ts';
import { actionIds } from '../../../../src/slack/views/common/action-ids.ts';
import type { Became, DigestMessage, FindingView } from '../../../../src/usecases/messages/audit-messages.ts';
import { makeRowQueries } from '../../../../src/usecases/schedule/row-queries.ts';
import { bareJobs, finding } from '../../../views/sample-parts.ts';
import { digestSamples } from '../../../views/samples/digests.ts';
import { type Accessory, sectionsOf } from '../sections.ts';

function rowsOf(named: readonly FindingView[], given: Partial<DigestMessage> = {}) {
  const quiet = digestSamples['digest-quiet'];
  const fresh = { ...quiet.fresh, total: named.length, exposed: named.length, named };
  const { blocks = [] } = renderMessage({ ...quiet, fresh, ...given });
  return sectionsOf(blocks);
}

const one = finding({ id: 'f1', name: 'orders-etl' });
const [bare = one] = bareJobs(1);
const jobs = bareJobs(3).map((each, index) => ({ ...each, id: `j${index}` }));
const rowQueries = makeRowQueries({ fresh: { ...digestSamples['digest-quiet'].fresh, named: jobs } }, () => 'query-7');

describe('the one button of a row', () => {
  it.each<[string, Partial<DigestMessage>, Accessory]>([
    ['Remediate', { remediable: ['f1'] }, { action_id: actionIds.remediate, value: 'f1' }],
    ['Accept risk', { acceptable: ['f1'] }, { action_id: actionIds.acceptFinding, value: 'f1' }],
    ['Show', {}, { action_id: actionIds.showFinding, value: 'f1' }],
  ])('is %s', (label, given, accessory) => {
    const [row] = rowsOf([one], given);
    expect(row?.accessory).toMatchObject({ ...accessory, text: { text: label } });
    expect(row?.accessory?.accessibility_label).toContain('orders-etl');
  });

  it('is none of a finding that has no record', () => {
    const { id: _none, ...unrecorded } = one;
    expect(rowsOf([unrecorded])[0]?.accessory).toBeUndefined();
  });

  it.each<[Became, RegExp]>([
    [{ is: 'requested', by: 'UNINA', requestId: 'r1' }, /\*?requested\*? by <@UNINA>/],
    [{ is: 'accepted', until: 1, day: '2027-02-20' }, /accepted until 2027-02-20/],
    [{ is: 'resolved', at: 0 }, /resolved/],
  ])('is none once it became %j: its words say so', (became, words) => {
    const given = { remediable: ['f1'], acceptable: ['f1'], became: { f1: became } };
    const [row] = rowsOf([one], given);
    expect(row?.accessory).toBeUndefined();
    expect(row?.text).toMatch(words);
  });
});

describe('a row that stands for several', () => {
  it('has one button to their list', () => {
    const [row, ...others] = rowsOf(jobs, { rowQueries, remediable: jobs.map(({ id }) => id) });
    expect(others).toEqual([]);
    expect(row?.accessory).toMatchObject({ action_id: actionIds.browse, value: 'query-7', text: { text: 'Show all' } });
    expect(row?.accessory?.accessibility_label).toMatch(/3 jobs without a security configuration in data-production/);
  });

  it('counts what became of them, and keeps its button while one is left', () => {
    const requested = { is: 'requested', by: 'UNINA', requestId: 'r1' } as const;
    const some = rowsOf(jobs, { rowQueries, became: { j0: requested, j1: { is: 'resolved', at: 0 } } });
    expect(some[0]?.text).toMatch(/— 1 requested, 1 resolved$/);
    expect(some[0]?.accessory).toBeDefined();
    const all = rowsOf(jobs, { rowQueries, became: { j0: requested, j1: requested, j2: requested } });
    expect(all[0]).toEqual({ text: expect.stringMatching(/— 3 requested$/), accessory: undefined });
  });

  it('has none in a digest of an older version, which has what it had', () => {
    const old = JSON.parse(JSON.stringify(digestSamples['digest-first-300-bare-jobs'])) as DigestMessage;
    const { blocks = [] } = renderMessage(old);
    expect(sectionsOf(blocks).flatMap(({ accessory }) => accessory ?? [])).toEqual([]);
    expect(rowsOf([{ ...bare, id: 'f1' }], { remediable: ['f1'] })[0]?.accessory?.action_id).toBe(actionIds.remediate);
  });
});

it('its rows would do in a Home or modal too', () => {
  const { blocks = [] } = renderMessage(digestSamples['digest-acceptable-hostile']);
  const sections = blocks.filter((block) => block.type === 'section');
  expect(sections.length).toBeGreaterThan(3);
  expect(viewComplaints({ type: 'home', blocks: sections }, 'home').messages()).toEqual([]);
});
