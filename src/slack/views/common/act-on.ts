import type { FindingView } from '../../../usecases/messages/audit-messages.ts';
import { actionIds } from './action-ids.ts';
import { shortenMiddle } from './display-name.ts';
import type { Item, Select } from './document.ts';
import { targetNamer } from './target-words.ts';

/** What can be done about one of these findings, chosen by its name: a button a row would leave no room for the rows. */
export function actOnItems(findings: readonly FindingView[], remediable: readonly string[]): Item[] {
  const byId = new Map(findings.flatMap((each) => (each.id === undefined ? [] : [[each.id, each] as const])));
  const recorded = [...byId].map(([id, finding]) => ({ ...finding, id }));
  const nameOf = targetNamer(recorded);
  const options = recorded.map((finding) => ({
    text: `${shortenMiddle(finding.name, 40)} in ${nameOf(finding)}`,
    value: finding.id,
  }));
  const selects: readonly (Select & { readonly instead: string })[] = [
    {
      label: 'Show…',
      actionId: actionIds.showChosen,
      options,
      instead: '/glue-audit show "<name>" <account> <region>',
    },
    {
      label: 'Remediate…',
      actionId: actionIds.remediateChosen,
      options: options.filter(({ value }) => remediable.includes(value)),
      instead: '/glue-remediate "<name>" <account> <region>',
    },
  ];
  return selects.flatMap(({ instead, ...select }): Item[] =>
    select.options.length === 0 ? [] : [{ type: 'buttons', buttons: [], select, instead }],
  );
}
