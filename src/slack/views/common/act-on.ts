import type { FindingView } from '../../../usecases/messages/audit-messages.ts';
import type { FindingActs } from '../../../usecases/messages/finding-acts.ts';
import { kindWords } from '../../../usecases/words/explain.ts';
import { actionIds, menuValue } from './action-ids.ts';
import { shortenMiddle } from './display-name.ts';
import type { Item, Menu, Select } from './document.ts';
import { targetNamer } from './target-words.ts';

interface ActSelect extends Select {
  readonly instead: string;
}

/** What can be done about one of these findings, chosen by its name: a button a row would leave no room for the rows. */
export function actOnItems(findings: readonly FindingView[], acts: FindingActs): Item[] {
  const byId = new Map(findings.flatMap((each) => (each.id === undefined ? [] : [[each.id, each] as const])));
  const recorded = [...byId].map(([id, finding]) => ({ ...finding, id }));
  const { remediable = [], acceptable = [] } = acts;
  const options = namedApart(recorded);
  const selects: readonly ActSelect[] = [
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
    {
      label: 'Accept risk of …',
      actionId: actionIds.acceptFinding,
      options: options.filter(({ value }) => acceptable.includes(value)),
      instead: '/glue-audit accept "<name>" <account> <region> until <day> because "<reason>"',
    },
  ];
  return selects.flatMap(({ instead, ...select }): Item[] =>
    select.options.length === 0 ? [] : [{ type: 'buttons', buttons: [], select, instead }],
  );
}

/** By name and place; a name can have two findings in one place, which their kinds tell apart. */
function namedApart(findings: readonly (FindingView & { readonly id: string })[]): Select['options'] {
  const nameOf = targetNamer(findings);
  const placed = findings.map((finding) => ({ ...finding, place: `${finding.name} in ${nameOf(finding)}` }));
  const alike = Map.groupBy(placed, ({ place }) => place);
  return placed.map(({ id, name, kind, place, ...finding }) => {
    const isOne = alike.get(place)?.length === 1;
    const which = isOne ? shortenMiddle(name, 40) : `${shortenMiddle(name, 25)} (${kindWords(kind)})`;
    return { text: `${which} in ${nameOf(finding)}`, value: id };
  });
}

/** The menu of a finding's own row. Its button has no words of its own in Slack, so each option says which finding. */
export function findingMenu({ id, name }: FindingView, acts: FindingActs): { readonly menu?: Menu } {
  if (id === undefined) return {};
  const { remediable = [], acceptable = [], requests = {} } = acts;
  const short = shortenMiddle(name, 50);
  const request = Object.hasOwn(requests, id) ? requests[id] : undefined;
  const options = [
    { text: `Show ${short}`, value: menuValue('show', id) },
    ...(remediable.includes(id) ? [{ text: `Remediate ${short}`, value: menuValue('remediate', id) }] : []),
    ...(request ? [{ text: `Open request of ${short}`, value: menuValue('details', request.requestId) }] : []),
    ...(acceptable.includes(id) ? [{ text: `Accept risk of ${short}`, value: menuValue('accept', id) }] : []),
  ];
  return { menu: { actionId: actionIds.findingMenu, options } };
}
