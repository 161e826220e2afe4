import type { CancelledScan, ScanReport, TargetSummary } from '../../../usecases/messages/audit-messages.ts';
import { countWords, numberWords } from '../../../usecases/words/explain.ts';
import { afterWords, keptWords } from '../../../usecases/words/progress-words.ts';
import type { Item } from './document.ts';

/** How many could not be scanned: those in the list, and those that it stands for. */
export function unknownCount(unknown: readonly TargetSummary[]): number {
  return unknown.reduce((sum, { more = 0 }) => sum + 1 + more, 0);
}

/** What was read: "45 of 48 account-regions scanned: 312 configurations, 1,204 jobs." `more`: not scanned and not listed. */
export function scannedWords({ scanned, unknown, configurations, jobs }: ScanReport, more = 0): string {
  const missed = unknownCount(unknown) + more;
  const targets = scanned + missed;
  const read =
    missed === 0
      ? countWords(targets, 'account-region')
      : `${numberWords(scanned)} of ${countWords(targets, 'account-region')}`;
  return `${read} scanned: ${countWords(configurations, 'configuration')}, ${countWords(jobs, 'job')}.`;
}

/** That somebody ended the scan, and what of the report is older than it. */
export function cancelledItems(cancelled: CancelledScan | undefined): Item[] {
  if (cancelled === undefined) return [];
  const { by, oldestKeptAt, left, accountsLeft, unrecorded } = cancelled;
  const { kept, never } = keptWords(cancelled);
  const rest = [`: ${kept}`, ...(oldestKeptAt === undefined ? [] : [{ at: oldestKeptAt }]), `${never}.`];
  const line = [
    { bold: 'Cancelled' },
    ' by ',
    { user: by },
    ` ${afterWords(cancelled)}`,
    ...(left + accountsLeft > 0 ? rest : ['.']),
    unrecorded
      ? ' What was read is shown here and was not recorded.'
      : ' What was read counts; nothing is resolved by a cancelled scan.',
  ];
  return [{ type: 'text', line }];
}

/** What no list of AWS shows: a report must not look as if it had seen that. */
export const neverListed: Extract<Item, { type: 'note' }> = {
  type: 'note',
  line: ['Not checked, because AWS has no list of it: column statistics, data quality rulesets, per-run overrides.'],
};
