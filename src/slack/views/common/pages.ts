import type { Item, ListItem } from './document.ts';

/** Items in pages that each fit. Only lists are cut, between rows; what is still too long has a page to itself. */
export function pagesOf(
  items: readonly Item[],
  fits: (items: readonly Item[]) => boolean,
): readonly (readonly Item[])[] {
  const pages: Item[][] = [[]];
  const current = (): Item[] => pages.at(-1) ?? [];
  for (const item of items) {
    let rest: Item | undefined = item;
    while (rest !== undefined && !fits([...current(), rest])) {
      const page = current();
      const [part, left]: Cut = cut(rest, page, fits);
      if (part !== undefined) page.push(part);
      rest = left;
      pages.push([]);
    }
    if (rest !== undefined) current().push(rest);
  }
  return pages.filter((page) => page.length > 0);
}

type Cut = readonly [Item | undefined, Item | undefined];

/** What of an item still goes on this page, and what is left of it. An empty page takes at least one row. */
function cut(item: Item, page: readonly Item[], fits: (items: readonly Item[]) => boolean): Cut {
  const least = page.length === 0 ? 1 : 0;
  if (item.type !== 'list' || item.rows.length < 2) return least === 1 ? [item, undefined] : [undefined, item];
  const count = Math.max(
    least,
    rowsThatFit(item, (some) => fits([...page, some])),
  );
  return count === 0 ? [undefined, item] : [rowsOf(item, 0, count), rowsOf(item, count, item.rows.length)];
}

/** The largest number of rows, but not all. */
function rowsThatFit(item: ListItem, fits: (item: ListItem) => boolean): number {
  let [most, tooMany] = [0, item.rows.length];
  while (tooMany - most > 1) {
    const middle = Math.floor((most + tooMany) / 2);
    if (fits(rowsOf(item, 0, middle))) most = middle;
    else tooMany = middle;
  }
  return most;
}

/** A part of a list: what comes later says so, and goes on counting. */
function rowsOf(item: ListItem, from: number, to: number): ListItem {
  const { hidden, title, ...rest } = item;
  const isLast = to >= item.rows.length;
  return {
    ...rest,
    ...(title !== undefined && { title: from === 0 ? title : [...title, ' (continued)'] }),
    rows: item.rows.slice(from, to),
    ...(item.under && { under: item.under.slice(from, to) }),
    ...(item.standsFor && { standsFor: item.standsFor.slice(from, to) }),
    ...(hidden !== undefined && isLast && { hidden }),
    from: (item.from ?? 0) + from,
  };
}
