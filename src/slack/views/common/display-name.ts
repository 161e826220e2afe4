import { makeVisible } from '../../../domain/visible.ts';

/** Right-to-left letters: fine by themselves, but they pull neighbouring signs and digits to the other side. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const isolate = '\u2068';
const endIsolate = '\u2069';

/** The text with everything invisible written out: U+202E becomes "[U+202E]". Angle brackets are Slack's own markup. */
export function visible(text: string): string {
  return makeVisible(text, (codePoint) => `[U+${codePoint}]`);
}

/** True when the name shows as it is, so that it can be copied and typed. */
export function isPlainName(name: string): boolean {
  return name.trim() !== '' && visible(name) === name && !rightToLeft.test(name);
}

/** A name from AWS or a person, safe to show: nothing invisible, nothing reordered, `most` characters at the most. */
export function displayName(name: string, most = 512): string {
  if (name.trim() === '') return name === '' ? '(no name)' : '(blank name)';
  const short = shortenMiddle(visible(name), most);
  return rightToLeft.test(short) ? `${isolate}${short}${endIsolate}` : short;
}

/** At most `most` characters; what is left out of the middle shows as "…". Names differ most at their ends. */
export function shortenMiddle(text: string, most: number): string {
  const letters = [...text];
  if (letters.length <= most) return text;
  const tail = Math.floor((most - 1) / 2);
  return `${letters.slice(0, most - 1 - tail).join('')}…${letters.slice(letters.length - tail).join('')}`;
}

/** At most `most` characters, the end left out. */
export function shortenEnd(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
