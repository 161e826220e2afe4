import { describe, expect, it } from 'vitest';
import { viewComplaints } from '../../../../sandbox/slack/limits/view-limits.ts';
import { parsePlanPage } from '../../../../src/slack/views/common/action-ids.ts';
import { planDetailsModal } from '../../../../src/slack/views/remediation/plan-modal.ts';
import { modalBreaches } from '../../../views/limits.ts';
import { requestSamples } from '../../../views/samples/requests.ts';

const large = requestSamples['plan-500-jobs'];

/** Every page, by pressing "Next page" until there is none. */
function pagesOf(message: Parameters<typeof planDetailsModal>[0]): string[] {
  const pages: string[] = [];
  for (let next: number | undefined = 0; next !== undefined; ) {
    const view = planDetailsModal(message, next);
    expect([...modalBreaches(view), ...viewComplaints(view).messages()]).toEqual([]);
    const json = JSON.stringify(view);
    pages.push(json);
    const [, value] = /"action_id":"request\.plan\.page\.next","value":"([\d:]+)"/.exec(json) ?? [];
    next = value === undefined ? undefined : parsePlanPage(value).page;
  }
  return pages;
}

describe('the details of a plan', () => {
  it('show every step and check of a plan with 500 jobs, over some pages', () => {
    const pages = pagesOf(large);
    expect(pages.length).toBeGreaterThan(1);
    const all = pages.join('\n');
    for (const step of large.plan.steps) expect(all).toContain(`${step.name} `.trim());
    for (const { check } of large.plan.checks) expect(all).toContain(`${check}:`);
    expect(all).not.toMatch(/"and \d+ more/);
  });

  it('are one page, without buttons for others, where everything fits', () => {
    expect(pagesOf(requestSamples['plan-approved'])).toHaveLength(1);
    expect(JSON.stringify(planDetailsModal(requestSamples['plan-approved']))).not.toContain('Page 1');
  });

  it('fall back to the first page for one that is not there', () => {
    expect(planDetailsModal(large, 900)).toEqual(planDetailsModal(large));
  });

  it.each([
    ['3:2', { at: 3, page: 2 }],
    ['x', { at: 0, page: 0 }],
    ['1:2:3', { at: 0, page: 0 }],
    [undefined, { at: 0, page: 0 }],
  ])('%s is read as a plan and a page', (value, expected) => {
    expect(parsePlanPage(value)).toEqual(expected);
  });
});
