import { describe, expect, it } from 'vitest';
import { viewComplaints } from '../../../../sandbox/slack/limits/view-limits.ts';
import { renderFindingsModal } from '../../../../src/slack/render.ts';
import {
  actionIds,
  everything,
  filterChange,
  manyValues,
  pageTarget,
  parseMenuValue,
  parsePageTarget,
} from '../../../../src/slack/views/common/action-ids.ts';
import type { FindingsMessage } from '../../../../src/usecases/messages/finding-messages.ts';
import { accounts, findings, regions } from '../../../views/sample-parts.ts';
import { sectionsOf } from '../sections.ts';

function message(given: Partial<FindingsMessage> = {}): FindingsMessage {
  return {
    kind: 'findings',
    filter: {},
    filterWords: '',
    queryId: 'query-1',
    page: 1,
    pages: 3,
    counts: { total: 25, exposed: 25, latent: 0, unused: 0 },
    items: findings(10),
    choices: { accounts, regions },
    lastScanAt: 0,
    ...given,
  };
}

interface Part {
  action_id?: string;
  value?: string;
  accessibility_label?: string;
  options?: { value?: string; text: { text: string } }[];
  initial_option?: { value?: string; text: { text: string } };
}

function parts(given: Partial<FindingsMessage> = {}): Map<string | undefined, Part> {
  const { blocks } = renderFindingsModal(message(given));
  const elements = blocks.flatMap((block): Part[] =>
    'elements' in block && block.type === 'actions' ? block.elements.map((element): Part => ({ ...element })) : [],
  );
  return new Map(elements.map((element) => [element.action_id, element]));
}

describe('pages', () => {
  it('has both buttons in the middle, each with its page', () => {
    const made = parts();
    expect(parsePageTarget(made.get(actionIds.previousPage)?.value)).toEqual({ queryId: 'query-1', page: 0 });
    expect(parsePageTarget(made.get(actionIds.nextPage)?.value)).toEqual({ queryId: 'query-1', page: 2 });
    expect(made.get(actionIds.nextPage)?.accessibility_label).toBe('Next page, 3 of 3');
  });

  it('has one button at either end and none on a single page', () => {
    expect(parts({ page: 0 }).has(actionIds.previousPage)).toBe(false);
    expect(parts({ page: 2 }).has(actionIds.nextPage)).toBe(false);
    const one = parts({ page: 0, pages: 1 });
    expect(one.has(actionIds.nextPage) || one.has(actionIds.previousPage)).toBe(false);
  });

  it('keeps only the query and the page', () => {
    const { private_metadata: kept } = renderFindingsModal(message({ filter: { regions: ['eu-west-1'] } }));
    expect(kept).toBe(pageTarget({ queryId: 'query-1', page: 1 }));
  });

  it.each([
    '',
    'x',
    '[]',
    '{}',
    '{"queryId":"","page":1}',
    '{"queryId":"q","page":-1}',
    '{"queryId":"q","page":"1"}',
    undefined,
  ])('takes no target from %j', (value) => {
    expect(parsePageTarget(value)).toBeUndefined();
  });
});

describe('filters', () => {
  it('stand on all when there is no filter', () => {
    for (const id of [actionIds.filterAccount, actionIds.filterRegion, actionIds.filterExposure, actionIds.filterKind])
      expect(parts().get(id)?.initial_option?.value).toBe(everything);
  });

  it('show what is chosen', () => {
    const made = parts({ filter: { accounts: [accounts[1].id], exposures: ['latent'] } });
    expect(made.get(actionIds.filterAccount)?.initial_option?.text.text).toBe('data-staging (222233334444)');
    expect(made.get(actionIds.filterExposure)?.initial_option?.value).toBe('latent');
  });

  it('show a filter of several as a number', () => {
    const made = parts({ filter: { accounts: accounts.map(({ id }) => id) } });
    expect(made.get(actionIds.filterAccount)?.initial_option).toMatchObject({
      value: manyValues,
      text: { text: '3 accounts' },
    });
  });

  it('offer what is chosen even when there are too many choices, and say what is left out', () => {
    const many = Array.from({ length: 250 }, (_, index) => ({ id: String(100_000_000_000 + index) }));
    const last = many.at(-1)?.id ?? '';
    const given = { choices: { accounts: many, regions }, filter: { accounts: [last] } };
    const select = parts(given).get(actionIds.filterAccount);
    expect(select?.options).toHaveLength(100);
    expect(select?.initial_option?.value).toBe(last);
    expect(JSON.stringify(renderFindingsModal(message(given)))).toContain('151 more accounts not in the filter above');
  });

  it('offer rules where there is more than one, or to lift what was chosen', () => {
    expect(parts().has(actionIds.filterRule)).toBe(false);
    const two = { choices: { accounts, regions, rules: ['Glue-005', 'Glue-006'] } };
    expect(parts(two).get(actionIds.filterRule)).toMatchObject({
      options: [
        { value: everything, text: { text: 'All rules' } },
        { value: 'Glue-005', text: { text: 'Glue-005: Job bookmark encryption mode' } },
        { value: 'Glue-006', text: { text: 'Glue-006' } },
      ],
      initial_option: { value: everything },
    });
    expect(parts({ filter: { rules: ['Glue-006'] } }).get(actionIds.filterRule)?.initial_option?.value).toBe(
      'Glue-006',
    );
  });

  it('start again with each query, or Slack would keep what was chosen before', () => {
    const ids = ['query-1', 'query-2'].map((queryId) => renderFindingsModal(message({ queryId })).blocks[0]?.block_id);
    expect(new Set(ids).size).toBe(2);
  });

  it.each([
    [actionIds.filterAccount, '111122223333', { accounts: ['111122223333'] }],
    [actionIds.filterRegion, 'eu-west-1', { regions: ['eu-west-1'] }],
    [actionIds.filterRegion, everything, { regions: [] }],
    [actionIds.filterExposure, 'latent', { exposures: ['latent'] }],
    [actionIds.filterExposure, everything, { exposures: [] }],
    [actionIds.filterExposure, 'forged', undefined],
    [actionIds.filterKind, 'unusable-key', { kinds: ['unusable-key'] }],
    [actionIds.filterKind, 'forged', undefined],
    [actionIds.filterRule, 'Glue-006', { rules: ['Glue-006'] }],
    [actionIds.filterRule, everything, { rules: [] }],
    [actionIds.filterAccount, manyValues, undefined],
    [actionIds.filterAccount, '', undefined],
    [actionIds.browse, 'x', undefined],
  ])('%s chosen as %j means %j', (id, value, change) => {
    expect(filterChange(id, value)).toEqual(change);
  });
});

describe('rows', () => {
  const link = 'https://acme.slack.com/archives/C1/p1';
  const recorded = findings(4).map((each, index) => ({ ...each, id: `f${index}` }));
  const acts = {
    remediable: ['f0', 'f1'],
    acceptable: ['f0', 'f2'],
    requests: { f2: { requestId: 'r2', isOpen: true, channel: 'C1', link } },
  };

  function controls(given: Partial<FindingsMessage>) {
    return sectionsOf(renderFindingsModal(message(given)).blocks);
  }

  it('have a menu each, which names its finding in every option and has what can be done alone', () => {
    const rows = controls({ items: recorded, ...acts });
    const [first = '', second = '', third = '', fourth = ''] = recorded.map(({ name }) => name);
    const menus = rows.map(({ accessory }) => accessory?.options?.map(({ text, value }) => [text.text, value]));
    expect(menus.map((menu) => menu?.toSorted())).toEqual([
      [
        [`Accept risk of ${first}`, 'accept:f0'],
        [`Remediate ${first}`, 'remediate:f0'],
        [`Show ${first}`, 'show:f0'],
      ],
      [
        [`Remediate ${second}`, 'remediate:f1'],
        [`Show ${second}`, 'show:f1'],
      ],
      [
        [`Accept risk of ${third}`, 'accept:f2'],
        [`Open request of ${third}`, 'details:r2'],
        [`Show ${third}`, 'show:f2'],
      ],
      undefined,
    ]);
    // One act alone is a button: with its words for a screen reader.
    expect(rows[3]?.accessory).toMatchObject({ value: 'show:f3', accessibility_label: `Show ${fourth}` });
    expect(rows[2]?.text).toContain(`<${link}|requested> (waits for a decision)`);
  });

  it('of what is not watched any more, or of no record, can be read alone', () => {
    expect(
      controls({ items: recorded, ...acts, filter: { unwatched: true } }).flatMap((row) => row.accessory ?? []),
    ).toEqual([]);
    expect(controls({ items: findings(3) }).flatMap((row) => row.accessory ?? [])).toEqual([]);
  });

  it('are a page of 5,000 with the longest of names, and Slack takes it', () => {
    const items = Array.from({ length: 10 }, (_, index) => ({
      ...(findings(1)[0] ?? recorded[0]),
      id: `${'0'.repeat(35)}${index}`,
      account: String(600_000_000_000 + index),
      name: `${'\u202e<!channel>|&`'.repeat(20)}${'x'.repeat(255)}`.slice(0, 255),
    })) as FindingsMessage['items'];
    const ids = items.flatMap(({ id }) => id ?? []);
    const requests = Object.fromEntries(ids.map((id) => [id, { requestId: id, isOpen: true, channel: 'C1', link }]));
    const view = renderFindingsModal(
      message({
        items,
        remediable: ids,
        acceptable: ids,
        requests,
        counts: { ...message().counts, total: 5_000 },
        pages: 500,
      }),
    );
    expect(viewComplaints(view).messages()).toEqual([]);
    expect(sectionsOf(view.blocks).filter(({ accessory }) => accessory?.options?.length === 4)).toHaveLength(10);
  });

  it.each(['', 'show', 'show:', ':f1', 'delete:f1', 'toString:f1'])('no menu has %j, and it means nothing', (value) => {
    expect(parseMenuValue(value)).toBeUndefined();
  });
});
