/** What names are searched for: a part of one, whatever its case, or any of these very names. */
export type NameSearch = { readonly part: string } | { readonly names: readonly string[] };

export function nameMatcher(search: NameSearch): (name: string) => boolean {
  if ('part' in search) {
    const part = search.part.toLowerCase();
    return (name) => name.toLowerCase().includes(part);
  }
  const names = new Set(search.names);
  return (name) => names.has(name);
}

/** A message holds at most 40,000 characters; what is longer than a name in AWS is none. */
const longestText = 40_000;
const longestName = 255;
const mostWords = 2_000;

/**
 * Words of a text that could be names: what stands in code or quotes as a whole, and whatever blanks, brackets and quotes
 * divide, without the punctuation at its end. Each once, in the order of the text. Anybody's text comes here: no pattern may
 * try the same signs again from each of them.
 */
export function namesIn(text: string): readonly string[] {
  const short = text.slice(0, longestText);
  const quoted = [...short.matchAll(/`([^`\n]+)`|"([^"\n]+)"|“([^“”\n]+)”/g)].flatMap((found) => found.slice(1));
  const words = short.split(/[\s`"“”'‘’<>()[\]{},;|]+/);
  const names = [...quoted, ...words, ...words.map((word) => word.replace(/(?<![.:!?…])[.:!?…]+$/, ''))];
  const usable = names.flatMap((name) => {
    const trimmed = name?.trim() ?? '';
    return trimmed === '' || trimmed.length > longestName ? [] : [trimmed];
  });
  return [...new Set(usable)].slice(0, mostWords);
}
