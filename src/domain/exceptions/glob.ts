/**
 * Whether the whole text fits the pattern: `*` stands for any characters or none, `?` for one, everything else for itself,
 * capitals too. Linear for one star; a hostile pattern costs at most the product of both lengths.
 */
export function fitsPattern(pattern: string, text: string): boolean {
  const [wanted, given] = [Array.from(pattern), Array.from(text)];
  let [at, position] = [0, 0];
  let star = -1;
  let afterStar = 0;
  while (position < given.length) {
    if (wanted[at] === '*') {
      star = at;
      afterStar = position;
      at += 1;
    } else if (wanted[at] === '?' || (at < wanted.length && wanted[at] === given[position])) {
      at += 1;
      position += 1;
    } else {
      if (star < 0) return false;
      afterStar += 1;
      at = star + 1;
      position = afterStar;
    }
  }
  return wanted.slice(at).every((sign) => sign === '*');
}
