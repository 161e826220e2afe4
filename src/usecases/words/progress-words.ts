import type { CancelledScan, ProgressNumbers } from '../messages/audit-messages.ts';
import { countWords, listWords, numberWords } from './words.ts';

const minute = 60_000;
const hour = 60 * minute;
const mostRegions = 3;

/** "120 of 300 account-regions", or what is done before that. */
export function doneWords({ done, total }: Pick<ProgressNumbers, 'done' | 'total'>): string {
  if (total !== undefined) return `${numberWords(done)} of ${countWords(total, 'account-region')}`;
  return done === 0 ? 'listing regions' : `${countWords(done, 'account-region')}, still listing regions`;
}

/** "12 findings so far, 5 exposed"; undefined before anything was read. */
export function foundSoFar({ done, found, exposed = 0 }: ProgressNumbers): string | undefined {
  if (done === 0 && found === 0) return undefined;
  return `${countWords(found, 'finding')} so far${exposed > 0 ? `, ${numberWords(exposed)} exposed` : ''}`;
}

/** "about 2 min left", "eu-south-1 does not answer"; undefined where nobody can say. */
export function leftWords({ leftMs, silent = [] }: Pick<ProgressNumbers, 'leftMs' | 'silent'>): string | undefined {
  if (silent.length > mostRegions) return `${numberWords(silent.length)} regions do not answer`;
  if (silent.length > 0) return `${listWords(silent)} ${silent.length === 1 ? 'does' : 'do'} not answer`;
  if (leftMs === undefined || leftMs === 0) return undefined;
  if (leftMs < minute) return `about ${numberWords(Math.ceil(leftMs / 1_000))} s left`;
  if (leftMs < 1.5 * hour) return `about ${numberWords(Math.ceil(leftMs / minute))} min left`;
  return `about ${numberWords(Math.ceil(leftMs / hour))} h left`;
}

/** "120 of 300 account-regions, 3 could not be scanned, about 2 min left". */
export function progressWords(progress: ProgressNumbers): string {
  const { unknown } = progress;
  const missed = unknown > 0 ? [`${numberWords(unknown)} could not be scanned`] : [];
  const left = leftWords(progress);
  return [doneWords(progress), ...missed, ...(left === undefined ? [] : [left])].join(', ');
}

/** "after 120 of 300 account-regions", said of a cancelled scan. */
export function afterWords({ read, left, accountsLeft }: CancelledScan): string {
  if (read === 0) return 'before anything was read';
  if (accountsLeft === 0) return `after ${numberWords(read)} of ${countWords(read + left, 'account-region')}`;
  return `after ${countWords(read, 'account-region')}, before ${countWords(accountsLeft, 'account')} could be entered`;
}

/** What became of those that were not read. An instant may follow `kept`: "the other 180 keep the state of scans since". */
export function keptWords({ left, accountsLeft, oldestKeptAt, neverScanned }: CancelledScan): {
  readonly kept: string;
  readonly never: string;
} {
  const isOne = left === 1 && accountsLeft === 0;
  const rest = accountsLeft > 0 ? 'what is left' : isOne ? 'the other one' : `the other ${numberWords(left)}`;
  const isSingular = isOne || accountsLeft > 0;
  if (oldestKeptAt === undefined) return { kept: `${rest} ${isSingular ? 'was' : 'were'} never scanned`, never: '' };
  const never =
    neverScanned === 0 ? '' : `; ${numberWords(neverScanned)} ${neverScanned === 1 ? 'was' : 'were'} never scanned`;
  return { kept: `${rest} ${isSingular ? 'keeps' : 'keep'} the state of earlier scans, the oldest of `, never };
}
