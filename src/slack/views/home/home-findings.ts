import type { FindingView } from '../../../usecases/messages/audit-messages.ts';
import type { FindingActs } from '../../../usecases/messages/finding-acts.ts';
import type { HomePage, HomePlace, HomeTrend } from '../../../usecases/messages/home-page.ts';
import {
  codeWords,
  countWords,
  durationWords,
  exposureCountWords,
  fixedTail,
  numberWords,
  openCounts,
} from '../../../usecases/words/explain.ts';
import { findingRows } from '../audit/finding-lines.ts';
import { showButton } from '../audit/next-step.ts';
import { actionIds } from '../common/action-ids.ts';
import { type Item, type Line, newLine } from '../common/document.ts';
import { targetNamer } from '../common/target-words.ts';
import { acceptButton } from '../exceptions/accept-button.ts';
import { remediateButton } from '../remediation/remediation-offer.ts';

/** The first exposed findings, each with what can be done about it. */
export function worstItems({ worst, acts, open, places }: HomePage): Item[] {
  if (worst.length === 0) return [];
  const hidden = open.exposed - worst.length;
  const more: Item[] =
    hidden > 0
      ? [
          {
            type: 'buttons',
            instead: '/glue-audit findings exposed',
            buttons: [
              {
                label: `Show all ${numberWords(open.exposed)} exposed`,
                actionId: actionIds.browse,
                value: 'all-exposed',
                says: `Open the list of ${countWords(open.exposed, 'exposed finding')}`,
              },
            ],
          },
        ]
      : [];
  return [
    {
      type: 'text',
      line: [{ bold: `Exposed: ${numberWords(open.exposed)}` }, hidden > 0 ? ', the first of them:' : ''],
    },
    ...worst.flatMap((finding) => findingItems(finding, acts, [...worst, ...places.shown])),
    ...more,
  ];
}

function findingItems(
  finding: FindingView,
  acts: FindingActs,
  among: Parameters<typeof findingRows>[1]['among'],
): Item[] {
  const { rows, under } = findingRows([finding], { ...acts, among, since: true });
  const { id, name, account, region } = finding;
  const line: Line = [{ bold: under[0] ?? '' }, newLine, ...(rows[0] ?? [])];
  if (id === undefined) return [{ type: 'text', line }];
  const { remediable = [], acceptable = [] } = acts;
  // One of many: none of them stands out.
  const { style: _, ...remediate } = remediateButton(id, name);
  const buttons = [
    showButton(id, name),
    ...(remediable.includes(id) ? [remediate] : []),
    ...(acceptable.includes(id) ? [acceptButton(id, name)] : []),
  ];
  return [
    { type: 'text', line },
    { type: 'buttons', buttons, instead: `/glue-audit show "${name}" ${account} ${region}` },
  ];
}

/** Where something is wrong or cannot be seen, the worst first. */
export function placeItems({ places, at }: HomePage): Item[] {
  if (places.total === 0) return [];
  const nameOf = targetNamer(places.shown);
  return [
    {
      type: 'list',
      title: [{ bold: 'By account and region' }, ', the worst first:'],
      rows: places.shown.map((place): Line => [{ bold: nameOf(place) }, `: ${placeWords(place, at)}`]),
      hidden: places.total - places.shown.length,
      more: (count) => `and ${countWords(count, 'more account-region')} with findings or a failed scan`,
    },
    {
      type: 'buttons',
      instead: '/glue-audit findings',
      buttons: [
        {
          label: 'Show all',
          actionId: actionIds.browse,
          value: 'all-open',
          says: 'Open the list of all findings, with filters',
        },
      ],
    },
  ];
}

function placeWords(place: HomePlace, at: number): string {
  const { failed, lastGoodAt, total } = place;
  const counted = openCounts(place).total > 0 ? exposureCountWords(place) : total > 0 ? '' : 'no open findings';
  const found = `${counted}${fixedTail(place)}`.replace(/^; /, '');
  if (failed === undefined) return `${found}.`;
  const seen =
    lastGoodAt === null
      ? 'never scanned to its end'
      : `last successful scan ${durationWords(at - lastGoodAt)} ago${total > 0 ? `: ${found}` : ''}`;
  return `could not be scanned: ${codeWords(failed)}; ${seen}.`;
}

/** In words and numbers: a chart says the same to fewer people. */
export function trendItems(trends: readonly HomeTrend[]): Item[] {
  if (trends.length === 0) return [];
  return [
    {
      type: 'list',
      title: [{ bold: 'Trend' }],
      rows: trends.map(trendLine),
      more: (count) => `and ${countWords(count, 'more period')}`,
    },
  ];
}

function trendLine({ days, since, cut, opened, resolved, openThen, openNow }: HomeTrend): Line {
  const change = openNow - openThen;
  const words = change === 0 ? 'no change' : `${numberWords(Math.abs(change))} ${change > 0 ? 'more' : 'fewer'}`;
  return [
    ...(cut
      ? ['Since the first scan, ', { day: since }, ` (${countWords(days, 'day')}): `]
      : [`Last ${countWords(days, 'day')}: `]),
    `${numberWords(opened)} new, ${numberWords(resolved)} resolved; `,
    `open ${numberWords(openThen)} then, ${numberWords(openNow)} now (${words}).`,
  ];
}
