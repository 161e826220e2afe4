import type { Counts, DigestMessage } from '../../../usecases/messages/audit-messages.ts';
import { addCounts } from '../../../usecases/running/fleet-result.ts';
import { capital, countWords, fixedTail, numberWords, openCounts } from '../../../usecases/words/explain.ts';
import { afterWords } from '../../../usecases/words/progress-words.ts';
import { unknownCount } from '../common/report-words.ts';

/** The new and the older ones together. */
export function allOpen({ fresh, open }: DigestMessage): Counts {
  return addCounts([fresh, open]);
}

/** How many account-regions could not be scanned, those that an earlier digest named among them. */
export function blindCount({ unknown, stillUnknown }: DigestMessage): number {
  return unknownCount(unknown) + (stillUnknown?.targets ?? 0);
}

function targetsOf(message: DigestMessage): number {
  return message.scanned + blindCount(message);
}

/** The one line that a reader has time for. */
export function verdictWords(message: DigestMessage): string {
  const { cancelled, scanned, previousAt } = message;
  const open = allOpen(message);
  if (cancelled) return `${capital(openWords(open))}; cancelled ${afterWords(cancelled)}`;
  const targets = targetsOf(message);
  if (targets === 0) return 'Nothing was scanned: the schedule reaches no account and region';
  if (scanned === 0 && open.total === 0) return `None of ${countWords(targets, 'account-region')} could be scanned`;
  // What others own there was left out: it says nothing of the whole account-region.
  if (open.total === 0 && blindCount(message) === 0 && message.owner?.divided)
    return 'No watched finding of this owner is open';
  if (open.total === 0 && blindCount(message) === 0)
    return scanned === 1
      ? 'The one account-region is compliant'
      : `All ${countWords(scanned, 'account-region')} compliant`;
  const fresh = openCounts(message.fresh);
  if (previousAt === null) return `${capital(openWords(open))}${blindWords(message)}`;
  if (fresh.total > 0)
    return `${countWords(fresh.total, 'new Glue finding')}${exposedOf(fresh)}; ${inAllWords(open)}${blindWords(message)}`;
  const { overdue } = message;
  const late = overdue ? `${countWords(overdue.total, 'finding')} exposed for more than ${overdue.days} days; ` : '';
  const rest = `${openWords(open)}${blindWords(message)}`;
  // What is fixed or accepted alone is no finding that could be new.
  if (late === '' && openCounts(open).total === 0) return capital(rest);
  return `${late}${late === '' ? 'No' : 'no'} new finding: ${rest}`;
}

function exposedOf({ total, exposed }: Counts): string {
  if (exposed === 0) return ', none exposed';
  if (exposed === total) return total === 1 ? ', exposed' : ', all exposed';
  return `, ${numberWords(exposed)} exposed`;
}

/** "9 Glue findings open, 6 exposed; 2 more are fixed and close when retired" */
function openWords(counts: Counts): string {
  const open = openCounts(counts);
  if (open.total === 0) return `no Glue finding open${fixedTail(counts)}`;
  return `${countWords(open.total, 'Glue finding')} open${exposedOf(open)}${fixedTail(counts)}`;
}

/** "12 open in all, 8 exposed" */
function inAllWords(counts: Counts): string {
  const open = openCounts(counts);
  return `${numberWords(open.total)} open in all${exposedOf(open)}${fixedTail(counts)}`;
}

function blindWords(message: DigestMessage): string {
  const blind = blindCount(message);
  return blind === 0
    ? ''
    : `; ${numberWords(blind)} of ${countWords(targetsOf(message), 'account-region')} not scanned`;
}
