import type { StoreCheck } from '../../usecases/ports/records/store-check.ts';
import { countWords, numberWords } from '../../usecases/words/words.ts';

/** A line a check, and one for each of the first rows that are wrong. */
export function checkLines({ name, outcome, said, wrong, first }: StoreCheck): readonly string[] {
  if (outcome === 'not-checked') return [`${name}: not checked, ${said}.`];
  if (outcome === 'ok') return [`${name}: ok (${said}).`];
  const more = wrong - first.length;
  return [
    `${name}: FAILED, ${numberWords(wrong)} wrong (${said}).`,
    ...first.map(({ row, what }) => `- ${row} ${what}.`),
    ...(more > 0 ? [`- and ${numberWords(more)} more.`] : []),
  ];
}

/** How it ended, and what to do next. */
export function checkEnd(checks: readonly StoreCheck[], movedTo: string | undefined): string {
  const failed = checks.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name);
  const open = checks.filter(({ outcome }) => outcome === 'not-checked').map(({ name }) => name);
  const moved = movedTo === undefined ? '' : ` It was moved to ${movedTo}: no bot works on it any more.`;
  if (failed.length > 0)
    return `Something is wrong: ${failed.join(', ')}. Next: stop the bot, keep a copy of the database as it is, and restore a backup that passes this check. What is refused as tampered with can also be asked for again.${moved}`;
  if (open.length > 0) return `Not everything was checked: ${open.join(', ')}.${moved}`;
  return `Everything holds: ${countWords(checks.length, 'check')}.${moved}`;
}

/** 0: everything holds; 2: something is wrong; 1: not all could be checked. */
export function checkExitCode(checks: readonly StoreCheck[]): number {
  if (checks.some(({ outcome }) => outcome === 'failed')) return 2;
  return checks.every(({ outcome }) => outcome === 'ok') ? 0 : 1;
}
