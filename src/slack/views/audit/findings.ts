import type { FindingsMessage } from '../../../usecases/messages/finding-messages.ts';
import {
  countWords,
  exposureCountWords,
  exposureMeaning,
  fixedTail,
  numberWords,
  openCounts,
} from '../../../usecases/words/explain.ts';
import { actOnItems, findingMenu } from '../common/act-on.ts';
import { actionIds } from '../common/action-ids.ts';
import { shortenEnd } from '../common/display-name.ts';
import type { Document, Item, Line } from '../common/document.ts';
import type { NamedTarget } from '../common/target-words.ts';
import { findingRows, type RowWords, rowOfOne } from './finding-lines.ts';
import { nextItem } from './next-step.ts';
import { unwatchedItems } from './unwatched.ts';

/** The open findings as recorded, a page of them; the modal has the rest. */
export function findingsView(message: FindingsMessage): Document {
  const { counts, filter, items, queryId, pages } = message;
  return {
    summary: [`${countsWords(message)}.`],
    items: [
      { type: 'heading', text: countsWords(message) },
      ...findingsItems(message),
      // No command reaches what is not configured.
      ...(items.length === 0 || filter.unwatched ? [] : [nextItem(items)]),
      ...(counts.total === 0
        ? []
        : [
            {
              type: 'buttons' as const,
              instead: '/glue-audit findings <account> <region> exposed',
              buttons: [
                {
                  label: pages > 1 ? 'Show all' : 'Filter',
                  actionId: actionIds.browse,
                  value: queryId,
                  says: `Open the list of ${countWords(counts.total, 'finding')}, with filters`,
                },
              ],
            },
          ]),
    ],
  };
}

const longestFilter = 80;

/** True where nothing that the filter reaches was ever scanned, or tried. */
function isBlank({ lastScanAt, notLookedAt = 0, filter }: FindingsMessage): boolean {
  return lastScanAt === null && notLookedAt === 0 && filter.unwatched !== true;
}

/** "12 open findings (in eu-west-1): 5 exposed, 7 latent". None is no proof where something could not be scanned. */
export function countsWords(message: FindingsMessage): string {
  const { counts, filterWords, notLookedAt = 0, neverScanned = 0 } = message;
  const filtered = filterWords === '' ? '' : ` (${shortenEnd(filterWords, longestFilter)})`;
  if (counts.total === 0 && isBlank(message)) return `Nothing was scanned yet${filtered}`;
  if (counts.total === 0 && notLookedAt + neverScanned > 0) {
    const failed = notLookedAt > 0 ? [`${countWords(notLookedAt, 'account-region')} could not be scanned`] : [];
    const never = neverScanned > 0 ? [`${countWords(neverScanned, 'account-region')} never scanned`] : [];
    return `No open findings${filtered} in what could be read; ${[...failed, ...never].join('; ')}`;
  }
  const open = openCounts(counts).total;
  if (open === 0) return `No open findings${filtered}${fixedTail(counts)}`;
  return `${countWords(open, 'open finding')}${filtered}: ${exposureCountWords(counts)}${fixedTail(counts)}`;
}

/** One page with what it rests on; `rowsOf`: its rows and what can be done about them. */
export function findingsItems(message: FindingsMessage, rowsOf = listItems): Item[] {
  const { items, page, pages, counts } = message;
  const from = counts.total === 0 ? 0 : page * pageLength(message) + 1;
  const range =
    pages > 1
      ? `${numberWords(from)} to ${numberWords(from + items.length - 1)} of ${numberWords(counts.total)}. `
      : '';
  const note: Item = { type: 'note', line: [range, ...restsOn(message), exposureMeaning(counts)] };
  return [...(items.length === 0 ? [] : rowsOf(message)), ...unwatchedItems(message.unwatched), note];
}

/** For a message: a list, and below it what to choose from. Of what is not watched any more nothing can be read or changed. */
function listItems(message: FindingsMessage): Item[] {
  const list: Item = {
    type: 'list',
    ...findingRows(message.items, rowWords(message)),
    more: (count) => `and ${numberWords(count)} more on this page`,
  };
  return [list, ...(message.filter.unwatched ? [] : actOnItems(message.items, message))];
}

/** For a modal, which has room: each finding by itself, with a menu of its own. */
export function menuRows(message: FindingsMessage): Item[] {
  const { items, filter } = message;
  const rows = items.map((finding) => ({ finding, ...rowOfOne(finding, items, rowWords(message)) }));
  return rows.flatMap(({ finding, under, line }, index): Item[] => [
    ...(under === rows[index - 1]?.under ? [] : [{ type: 'text' as const, line: [{ bold: under }] }]),
    { type: 'row', line, ...(!filter.unwatched && findingMenu(finding, message)) },
  ]);
}

function rowWords(message: FindingsMessage): RowWords {
  return { ...message, counts: undefined, among: accountsOf(message), sayExposure: true, since: true };
}

/** Two accounts of one name stay apart, whichever of them this page shows. */
function accountsOf({ choices }: FindingsMessage): NamedTarget[] {
  return choices.accounts.map(({ id, name }) => ({
    account: id,
    ...(name !== undefined && { accountName: name }),
    region: '*',
  }));
}

/** The last page is shorter than the others; its first row follows from the end. */
function pageLength({ items, page, pages, counts }: FindingsMessage): number {
  if (page < pages - 1 || page === 0) return items.length;
  return (counts.total - items.length) / page;
}

function restsOn(message: FindingsMessage): Line {
  const { lastScanAt, counts, filterWords, filter, notLookedAt = 0, neverScanned = 0 } = message;
  if (filter.unwatched) return ['As last scanned, while it was watched. These findings are in no other count.'];
  const failed =
    notLookedAt > 0
      ? ` ${countWords(notLookedAt, 'account-region')} could not be scanned last time: /glue-audit status says why.`
      : '';
  const never =
    neverScanned > 0 && lastScanAt !== null
      ? ` ${countWords(neverScanned, 'account-region')} never scanned: /glue-audit all scans now.`
      : '';
  const blind = `${failed}${never}`;
  if (lastScanAt === null) {
    const nothing = filterWords === '' ? 'Nothing was scanned yet' : 'Nothing there was ever scanned to the end';
    return [`${nothing}: this is no proof that all is well. /glue-audit all scans now.${blind}`];
  }
  const widen = counts.total === 0 && filterWords !== '' ? ' Another filter may find some.' : '';
  return [`As recorded; the latest scan was `, { at: lastScanAt }, `.${blind}${widen}`];
}
