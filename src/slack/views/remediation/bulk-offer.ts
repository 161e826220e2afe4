import type { BulkOfferMessage } from '../../../usecases/messages/request-messages.ts';
import { countWords, exposureCountWords, numberWords } from '../../../usecases/words/explain.ts';
import { actionIds } from '../common/action-ids.ts';
import type { Document, Item, Line } from '../common/document.ts';
import { targetWords } from '../common/target-words.ts';

/** How many findings can be asked for together, with the button of their form. */
export function bulkOfferView(message: BulkOfferMessage): Document {
  const { counts, asked, account, region, queryId, neverScanned = 0 } = message;
  const where = targetWords(message);
  const free = counts.exposed + counts.latent - asked;
  const blind = `${countWords(neverScanned, 'account-region')} there ${neverScanned === 1 ? 'was' : 'were'} never scanned`;
  const unknown =
    neverScanned > 0 ? `, and ${blind}: /glue-audit ${account}${region === '*' ? '' : ` ${region}`} scans now` : '';
  const summary: Line = [
    counts.total === 0
      ? `There is no open finding in ${where}${unknown}.`
      : `${countWords(counts.total, 'open finding')} in ${where}: ${exposureCountWords(counts)}.`,
  ];
  const waiting = asked > 0 ? ` ${countWords(asked, 'of them has', 'of them have')} a request already.` : '';
  const none = counts.unused > 0 ? ' Nothing uses the unused ones: there is nothing to switch for them.' : '';
  const again = `/glue-remediate bulk ${account}${region === '*' ? '' : ` ${region}`}`;
  if (free <= 0) return { summary, items: [{ type: 'text', line: [...summary, waiting, none] }] };
  const button: Item = {
    type: 'buttons',
    buttons: [
      {
        label: 'Remediate',
        actionId: actionIds.bulk,
        value: queryId,
        says: `Choose from ${countWords(free, 'finding')} to remediate`,
        style: 'primary',
      },
    ],
    instead: again,
  };
  return {
    summary,
    items: [
      { type: 'text', line: [...summary, waiting, none] },
      button,
      {
        type: 'note',
        line: [
          `The button opens a form to choose from ${numberWords(free)}, at most 40 for one request. Each keeps its own plan and outcome. Nothing is changed before somebody else approves.`,
        ],
      },
    ],
  };
}
