import type { Counts } from '../messages/audit-messages.ts';

export { listWords } from '../../domain/list-words.ts';

/** 1234567 → "1,234,567". Written out, because the machine's locale must not change a message. */
export function numberWords(count: number): string {
  return String(Math.trunc(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** "1 job", "1,204 jobs". */
export function countWords(count: number, one: string, many = `${one}s`): string {
  return `${numberWords(count)} ${count === 1 ? one : many}`;
}

/** The first letter as a capital: a clause becomes the start of a sentence. */
export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The counts without what is fixed and what is accepted, which are counted apart. */
export function openCounts({ exposed, latent, unused, fixed = 0 }: Counts): Counts {
  const left = unused - fixed;
  return { total: exposed + latent + left, exposed, latent, unused: left };
}

/**
 * What follows a count of what is open: "; 3 more are fixed and close when retired; 2 more are accepted risks". Empty
 * without any.
 */
export function fixedTail(counts: Counts): string {
  const { fixed = 0, accepted = 0 } = counts;
  const open = openCounts(counts).total;
  const more = (before: number) => (before > 0 ? ' more' : '');
  const closing = fixed === 1 ? 'is fixed and closes' : 'are fixed and close';
  const fixedPart = fixed === 0 ? '' : `; ${numberWords(fixed)}${more(open)} ${closing} when retired`;
  const risks = accepted === 1 ? 'is an accepted risk' : 'are accepted risks';
  return accepted === 0 ? fixedPart : `${fixedPart}; ${numberWords(accepted)}${more(open + fixed)} ${risks}`;
}

/** "3 exposed, 4 latent, 5 unused", without the zeros and without what is fixed; "none" for nothing. */
export function exposureCountWords(counts: Counts): string {
  const open = openCounts(counts);
  const parts = (['exposed', 'latent', 'unused'] as const).filter((exposure) => open[exposure] > 0);
  return parts.map((exposure) => `${numberWords(open[exposure])} ${exposure}`).join(', ') || 'none';
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A length of time in its largest fitting unit: "0.4 seconds", "12 seconds", "3 minutes", "5 hours", "2 days". */
export function durationWords(ms: number): string {
  const length = Math.max(0, ms);
  if (length < 10 * second) return unitWords(Math.round(length / 100) / 10, 'second');
  if (Math.round(length / second) < 90) return unitWords(Math.round(length / second), 'second');
  if (Math.round(length / minute) < 90) return unitWords(Math.round(length / minute), 'minute');
  if (Math.round(length / hour) < 36) return unitWords(Math.round(length / hour), 'hour');
  return unitWords(Math.round(length / day), 'day');
}

function unitWords(count: number, unit: string): string {
  const number = Number.isInteger(count) ? numberWords(count) : String(count);
  return `${number} ${unit}${count === 1 ? '' : 's'}`;
}

/** An instant for people where nothing can show it in their own time zone: "2026-11-23 08:00 UTC". */
export function instantWords(instant: number): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return 'an unknown time';
  return isoWords(date.toISOString());
}

/** The same of an instant as `toISOString` writes it. */
export function isoWords(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}
