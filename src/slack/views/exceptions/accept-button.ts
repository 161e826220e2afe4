import { actionIds } from '../common/action-ids.ts';
import { shortenMiddle } from '../common/display-name.ts';
import type { Button, Item } from '../common/document.ts';

/** Opens the form in which the risk of a finding is accepted. */
export function acceptButton(findingId: string, name: string): Button {
  return {
    label: 'Accept risk',
    actionId: actionIds.acceptFinding,
    value: findingId,
    says: `Accept the risk of ${shortenMiddle(name, 40)}`,
  };
}

/** What can be done about one finding: the first button, and the risk that may be accepted. None: nothing. */
export function findingButtons(
  { accept, name, where }: { readonly accept?: string | undefined; readonly name: string; readonly where: string },
  first: Button | undefined,
): Item[] {
  const buttons = [...(first ? [first] : []), ...(accept === undefined ? [] : [acceptButton(accept, name)])];
  if (buttons.length === 0) return [];
  const instead = first
    ? `/glue-remediate "${name}" ${where}`
    : `/glue-audit accept "${name}" ${where} until <day> because "<reason>"`;
  return [{ type: 'buttons', buttons, instead }];
}
