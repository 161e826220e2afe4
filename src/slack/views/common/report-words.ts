import type { ScanReport } from '../../../usecases/messages/audit-messages.ts';
import { countWords, numberWords } from '../../../usecases/words/explain.ts';
import type { Item } from './document.ts';

/** What was read: "45 of 48 targets looked at: 312 configurations, 1,204 jobs." */
export function lookedAt({ scanned, unknown, configurations, jobs }: ScanReport): string {
  const targets = scanned + unknown.length;
  const read =
    unknown.length === 0
      ? countWords(targets, 'target')
      : `${numberWords(scanned)} of ${countWords(targets, 'target')}`;
  return `${read} looked at: ${countWords(configurations, 'configuration')}, ${countWords(jobs, 'job')}.`;
}

/** What no list of AWS shows: a report must not look as if it had seen that. */
export const neverListed: Item = {
  type: 'note',
  line: ['Never looked at, because AWS lists none of it: column statistics, data quality rulesets, per-run overrides.'],
};
