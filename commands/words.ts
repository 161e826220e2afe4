/** Slack's clients turn straight quotes into typographic ones while people type. */
const quotes = /^["“”„«»]$/;
const escapable = /^["“”„«»\\]$/;

/**
 * Splits what was typed into words; double quotes hold a name with spaces together, and a backslash there keeps a quote or a backslash.
 * A quote that is never closed ends with the text.
 */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  const letters = [...text];
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at] ?? '';
    if (letter === '\\' && quoted && escapable.test(letters[at + 1] ?? '')) word = (word ?? '') + (letters[++at] ?? '');
    else if (quotes.test(letter)) {
      quoted = !quoted;
      word ??= '';
    } else if (/\s/.test(letter) && !quoted) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + letter;
  }
  return word === undefined ? words : [...words, word];
}

/** A word as it must be typed: quoted when it has spaces or quotes. */
export function quoteWord(word: string): string {
  return /[\s"“”„«»\\]/.test(word) || word === '' ? `"${word.replaceAll(/["“”„«»\\]/g, '\\$&')}"` : word;
}

/** The general word that every command takes: the answer is for the whole channel. */
export const shareWord = 'share';

/** Notes below the help of every command. */
export const shareNote = 'Answers are only for you. Add "share" at the end to answer in the channel.';
export const wordsNote = 'Names with spaces go in double quotes. An account is its name or its 12-digit id.';

/** Words that ask for what every audit does anyway. */
const nowWords: readonly string[] = ['now', 'today', 'immediately', 'asap', 'please'];

export function isNowWord(word: string): boolean {
  return nowWords.includes(word.toLowerCase());
}
