import type { Moved, StoreCheck } from '../../usecases/ports/records/store-check.ts';
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

function movedWords({ to, state }: Moved): string {
  if (state === 'moved') return `It was moved to ${to}: no bot works on it any more.`;
  return `It is being copied to ${to}: no bot works on it. Next: finish that with store copy, as it was begun, or stay here with store reopen.`;
}

/** How it ended, and what to do next. */
export function checkEnd(checks: readonly StoreCheck[], moved?: Moved): string {
  const failed = checks.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name);
  const open = checks.filter(({ outcome }) => outcome === 'not-checked').map(({ name }) => name);
  const went = moved === undefined ? '' : ` ${movedWords(moved)}`;
  if (failed.length > 0)
    return `Something is wrong: ${failed.join(', ')}. Next: stop the bot, keep a copy of the database as it is, and restore a backup that passes this check. What is refused as tampered with can also be asked for again.${went}`;
  if (open.length > 0) return `Not everything was checked: ${open.join(', ')}.${went}`;
  return `Everything holds: ${countWords(checks.length, 'check')}.${went}`;
}

/** 0: everything holds; 2: something is wrong; 1: not all could be checked, or it is still being copied elsewhere. */
export function checkExitCode(checks: readonly StoreCheck[], moved?: Moved): number {
  if (checks.some(({ outcome }) => outcome === 'failed')) return 2;
  if (moved?.state === 'copying') return 1;
  return checks.every(({ outcome }) => outcome === 'ok') ? 0 : 1;
}
