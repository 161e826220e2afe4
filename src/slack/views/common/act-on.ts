import type { FindingView } from '../../../usecases/messages/audit-messages.ts';
import type { FindingActs } from '../../../usecases/messages/finding-acts.ts';
import { thingWords } from '../../../usecases/words/explain-finding.ts';
import { actionIds, menuValue } from './action-ids.ts';
import { shortenMiddle, visible } from './display-name.ts';
import type { Item, Menu, Select } from './document.ts';
import { accountNamer, regionWords } from './target-words.ts';
import { longestOption } from './to-blocks.ts';

type Recorded = FindingView & { readonly id: string };

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

/**
 * By name and place. A name can be a job and a configuration in one place, and two places can look alike once they are
 * cut: then what it is stands with it, and the number of the account.
 */
function namedApart(findings: readonly Recorded[]): Select['options'] {
  const nameOf = accountNamer(findings);
  const forms: readonly ((finding: Recorded) => string)[] = [
    (finding) => fitted(finding, nameOf(finding)),
    (finding) => fitted(finding, nameOf(finding), ` (${thingWords(finding.kind)})`),
    (finding) => fitted(finding, finding.account, ` (${thingWords(finding.kind)})`),
  ];
  const tried = forms.map((form) => findings.map(form));
  const [last = []] = tried.slice(-1);
  return findings.map(({ id }, index) => {
    const own = tried.find((texts) => texts.filter((text) => text === texts[index]).length === 1) ?? last;
    return { text: own[index] ?? '', value: id };
  });
}

/** As much of the name and of the account as an option has room for. Half of it is the name's if both are long. */
function fitted({ name, region }: Recorded, account: string, what = ''): string {
  const where = `, ${regionWords({ account, region })}`;
  const room = longestOption - `${what} in ${where}`.length;
  const owner = visible(account);
  const short = shortenMiddle(visible(name), Math.max(Math.ceil(room / 2), room - owner.length));
  return `${short}${what} in ${shortenMiddle(owner, Math.max(1, room - short.length))}${where}`;
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
