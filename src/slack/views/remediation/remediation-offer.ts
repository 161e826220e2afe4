import type { RemediationOfferMessage } from '../../../usecases/messages/request-messages.ts';
import { capital, fixedWords, kindWords, thingWords } from '../../../usecases/words/explain.ts';
import { actionIds } from '../common/action-ids.ts';
import { shortenMiddle } from '../common/display-name.ts';
import type { Button, Document, Item } from '../common/document.ts';
import { requestLinkItem } from '../common/request-link.ts';
import { targetWords } from '../common/target-words.ts';

const most = 5;

/** The button that opens the form for one finding. */
export function remediateButton(findingId: string, name: string): Button {
  return formButton('Remediate', actionIds.remediate, findingId, name);
}

/** The button that opens the form in which a configuration is retired. */
export function retireButton(findingId: string, name: string): Button {
  return formButton('Retire', actionIds.retire, findingId, name);
}

function formButton(label: string, actionId: string, value: string, name: string): Button {
  return { label, actionId, value, says: `${label} ${shortenMiddle(name, 60)}`, style: 'primary' };
}

/** Open findings about one name, each with its button. */
export function remediationOfferView(message: RemediationOfferMessage): Document {
  const { name, findings } = message;
  return {
    summary: [{ name }, ` in ${targetWords(message)} ${offerWords(findings)}.`],
    items: [
      ...findings.slice(0, most).flatMap(({ id, kind, why, retire, fixed, request }): Item[] => [
        {
          type: 'text',
          line: [
            `${capital(thingWords(kind))} `,
            { name, whole: true },
            ` (${kindWords(kind)}) in ${targetWords(message)}: ${why}.`,
            ...(fixed ? [` ${capital(fixedWords())}.`] : retire ? [' Nothing uses it: it can be deleted.'] : []),
          ],
        },
        request === undefined
          ? {
              type: 'buttons',
              buttons: [retire ? retireButton(id, name) : remediateButton(id, name)],
              instead: `/glue-remediate "${name}" ${message.account} ${message.region}`,
            }
          : requestLinkItem(request),
      ]),
      ...(findings.length === 0 || findings.some(({ request }) => request === undefined)
        ? [
            {
              type: 'note',
              line: ['The button opens a form. Nothing is changed before somebody else approves.'],
            } as const,
          ]
        : []),
    ],
  };
}

function offerWords(findings: RemediationOfferMessage['findings']): string {
  if (findings.length > 0 && findings.every(({ request }) => request !== undefined)) return 'has a request already';
  return `can be ${findings.every(({ retire }) => retire) ? 'retired' : 'remediated'}`;
}
