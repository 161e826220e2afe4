/** Edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`: optimal string alignment. */
export function distance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      let least = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + cost,
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) least = Math.min(least, (before[column - 2] ?? 0) + 1);
      current.push(least);
    }
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? a.length;
}

const longest = 64;

function mostEdits(asked: string): number {
  return Math.max(1, Math.floor(asked.length / 3));
}

/** How long a word can be that is near to this one and does not contain it. */
export function nearLengths(word: string): { readonly least: number; readonly most: number } {
  const asked = word.slice(0, longest);
  const most = asked.length + mostEdits(asked);
  return { least: asked.length - mostEdits(asked), most: most < longest ? most : Number.MAX_SAFE_INTEGER };
}

/** Up to `most` words that are near enough to be what was meant, nearest first. Input is cut at 64 characters. */
export function nearest(word: string, words: readonly string[], most = 3): string[] {
  const asked = word.slice(0, longest).toLowerCase();
  const limit = mostEdits(asked);
  return [...new Set(words)]
    .map((candidate) => {
      const lower = candidate.toLowerCase();
      const part = asked.length >= 3 && lower.includes(asked);
      const edits = distance(asked, lower.slice(0, longest));
      return { candidate, steps: part ? Math.min(1, edits) : edits };
    })
    .filter(({ steps }) => steps <= limit)
    .sort((a, b) => a.steps - b.steps || a.candidate.localeCompare(b.candidate, 'en'))
    .slice(0, most)
    .map(({ candidate }) => candidate);
}
