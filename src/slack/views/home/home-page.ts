import type { HomePage } from '../../../usecases/messages/home-page.ts';
import { countWords, exposureCountWords, fixedTail, numberWords, openCounts } from '../../../usecases/words/explain.ts';
import { askedBy, resultParts } from '../audit/history.ts';
import { runningItems } from '../audit/running-scans.ts';
import { scheduleList } from '../audit/status.ts';
import { unwatchedItems } from '../audit/unwatched.ts';
import { actionIds } from '../common/action-ids.ts';
import type { Document, Item, Line } from '../common/document.ts';
import { firstStep } from './first-step.ts';
import { placeItems, trendItems, worstItems } from './home-findings.ts';
import { requestItems } from './home-requests.ts';
import { riskItems } from './home-risks.ts';

/** What holds now, what to do first, and what waits for whoever reads it. */
export function homePageView(page: HomePage): Document {
  return {
    summary: [`${headline(page)}.`],
    items: [
      { type: 'heading', text: headline(page) },
      { type: 'text', line: verdict(page) },
      { type: 'text', line: [{ bold: 'What now: ' }, ...firstStep(page)] },
      actions(page),
      ...runningItems(page.running, page.at),
      ...worstItems(page),
      ...placeItems(page),
      ...trendItems(page.trends),
      ...(page.requests ? requestItems(page.requests) : []),
      ...(page.risks ? riskItems(page.risks) : []),
      ...unwatchedItems(page.unwatched),
      ...scheduleItems(page),
      ...scanItems(page),
      {
        type: 'note',
        line: ['As of ', { at: page.at }, '. You alone see this page; Refresh brings it up to date.'],
      },
    ],
  };
}

function headline({ open, scanned, unknown, neverScanned }: HomePage): string {
  if (scanned + unknown === 0) return 'Nothing was scanned yet';
  const blind = [
    ...(unknown > 0 ? [`${countWords(unknown, 'account-region')} could not be scanned`] : []),
    ...(neverScanned > 0 ? [`${countWords(neverScanned, 'account-region')} never scanned`] : []),
  ];
  return [findingsHeadline(open, blind.length > 0, scanned), ...blind].join('; ');
}

function findingsHeadline(open: HomePage['open'], isBlind: boolean, scanned: number): string {
  const { exposed, latent, unused } = openCounts(open);
  if (exposed > 0) return `${countWords(exposed, 'exposed finding')}`;
  // What is accepted may be exposed: nothing is said of it that is not so.
  const tail = `${isBlind ? ' in what could be read' : ''}${(open.accepted ?? 0) > 0 ? ', but for accepted risks' : ''}`;
  if (latent + unused > 0) return `Nothing exposed${tail}`;
  if (isBlind) return `No open findings${tail}`;
  return `All ${countWords(scanned, 'account-region')} compliant${tail}`;
}

/** Each number once, the zeros of what cannot be seen left out. */
function verdict({ open, scanned, unknown, neverScanned, accounts }: HomePage): Line {
  const count = openCounts(open).total;
  const targets = scanned + unknown + neverScanned;
  return [
    { bold: `Open findings: ${numberWords(count)}` },
    `${count === 0 ? '' : ` (${exposureCountWords(open)})`}${fixedTail(open)}.`,
    ` Scanned ${numberWords(scanned)} of ${countWords(targets, 'account-region')} in ${countWords(accounts, 'configured account')}`,
    ...(unknown > 0
      ? [`; ${numberWords(unknown)} could not be scanned, `, { code: '/glue-audit status' }, ' says why']
      : []),
    neverScanned > 0 && scanned + unknown > 0 ? `; ${numberWords(neverScanned)} never scanned` : '',
    '.',
  ];
}

function actions({ scanned, unknown }: HomePage): Item {
  const isNew = scanned + unknown === 0;
  return {
    type: 'buttons',
    instead: '/glue-audit help',
    buttons: [
      {
        label: 'Audit',
        actionId: actionIds.homeAudit,
        value: 'audit',
        says: 'Audit accounts or regions now',
        ...(isNew && { style: 'primary' as const }),
      },
      ...(isNew
        ? []
        : [
            {
              label: 'Findings',
              actionId: actionIds.browse,
              value: 'all-open',
              says: 'Open the list of findings, with filters',
            },
          ]),
      { label: 'Refresh', actionId: actionIds.homeRefresh, value: 'refresh', says: 'Bring this page up to date' },
    ],
  };
}

const mostSchedules = 10;

function scheduleItems({ schedules }: HomePage): Item[] {
  if (schedules.length > 0) return [scheduleList(schedules, mostSchedules)];
  const line = ['Without a schedule nothing is scanned by itself: the operator adds one, under "schedules".'];
  return [{ type: 'text', line }];
}

function scanItems({ lastScans }: HomePage): Item[] {
  if (lastScans.length === 0) return [];
  return [
    {
      type: 'list',
      title: [{ bold: 'Last scans' }],
      rows: lastScans.map((entry): Line => {
        const { startedAt, scope, state, opened, resolved, open } = entry;
        const hasNumbers = state === 'finished' || state === 'cancelled';
        return [
          { at: startedAt },
          `: ${scope}, by `,
          ...askedBy(entry),
          '. ',
          ...resultParts(entry),
          hasNumbers
            ? `; ${numberWords(opened)} new, ${numberWords(resolved)} resolved, ${numberWords(open)} open.`
            : '.',
        ];
      }),
      more: (count) => `and ${countWords(count, 'older scan')}`,
    },
  ];
}
