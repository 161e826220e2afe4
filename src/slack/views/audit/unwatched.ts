import type { NotWatched, UnwatchedFindings } from '../../../usecases/messages/audit-messages.ts';
import type { NeverScanned } from '../../../usecases/messages/status-messages.ts';
import { countWords, numberWords } from '../../../usecases/words/explain.ts';
import type { Item } from '../common/document.ts';
import { type NamedTarget, targetNamer } from '../common/target-words.ts';

const mostNamed = 4;

/** Open findings that are in no count, with where they are and why. */
export function unwatchedItems(unwatched: UnwatchedFindings | undefined): Item[] {
  if (unwatched === undefined) return [];
  const { total, targets, places } = unwatched;
  return [
    {
      type: 'text',
      line: [
        { bold: `No longer watched: ${countWords(total, 'open finding')}` },
        ` (${whereWords(places, targets)}), in no count here${sinceWords(unwatched)}. The configuration does not name the account or region any more, the account left the AWS organization, or AWS no longer lists the region for it. `,
        { code: '/glue-audit findings unwatched' },
        ` lists ${total === 1 ? 'it' : 'them'}; ${total === 1 ? 'it comes' : 'they come'} back with the account or region.`,
      ],
    },
  ];
}

/** Said where a digest tells it for the first time. */
export function sinceWords({ since }: UnwatchedFindings): string {
  return since === undefined ? '' : `; ${countWords(since, 'account-region')} since the last digest`;
}

/** Of `all` account-regions that were scanned because somebody asked, those whose findings are in no count. */
export function notWatchedItems({ targets, findings, places }: NotWatched, all: number): Item[] {
  const how =
    targets === all
      ? countWords(all, 'account-region')
      : `${numberWords(targets)} of ${countWords(all, 'account-region')}`;
  const found =
    findings === 0
      ? 'What is found there is in no digest, status or metric.'
      : `No digest, status or metric counts ${findings === 1 ? 'the one finding' : `the ${countWords(findings, 'finding')}`} there.`;
  return [
    {
      type: 'text',
      line: [
        { bold: `Not watched: ${how}` },
        ` (${whereWords(places, targets)}), because ${targets === 1 ? 'it is' : 'they are'} not in the configuration. ${found}`,
      ],
    },
  ];
}

/** What is configured and was never scanned: nothing is known of it. */
export function neverScannedItems(never: { total: number; named: readonly NeverScanned[] } | undefined): Item[] {
  if (never === undefined) return [];
  const { total, named } = never;
  return [
    {
      type: 'text',
      line: [
        { bold: `Never scanned: ${countWords(total, 'account-region')}` },
        ` (${whereWords(named, total)}). This is no proof that all is well; `,
        { code: '/glue-audit all' },
        ' scans now.',
      ],
    },
  ];
}

function whereWords(named: readonly NamedTarget[], total: number): string {
  const nameOf = targetNamer(named);
  const shown = named.slice(0, mostNamed);
  const left = total - shown.length;
  const more = left > 0 ? [`and ${numberWords(left)} more`] : [];
  return [...shown.map(nameOf), ...more].join('; ');
}
