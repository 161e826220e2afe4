import { capital, kindWords, thingWords } from '../../usecases/explain.ts';
import type { RemediationOfferMessage } from '../../usecases/message.ts';
import { actionIds } from '../action-ids.ts';
import { shortenMiddle } from './display-name.ts';
import type { Button, Document, Item } from './document.ts';
import { placeWords } from './place-words.ts';

const most = 5;

/** The button that opens the form for one finding. */
export function remediateButton(findingId: string, name: string): Button {
  return {
    label: 'Remediate',
    actionId: actionIds.remediate,
    value: findingId,
    says: `Remediate ${shortenMiddle(name, 60)}`,
    style: 'primary',
  };
}

/** Open findings about one name, each with its button. */
export function remediationOfferView(message: RemediationOfferMessage): Document {
  const { name, findings } = message;
  return {
    summary: [{ name }, ` in ${placeWords(message)} can be remediated.`],
    items: [
      ...findings.slice(0, most).flatMap(({ id, kind, why }): Item[] => [
        {
          type: 'text',
          line: [
            `${capital(thingWords(kind))} `,
            { name, whole: true },
            ` (${kindWords(kind)}) in ${placeWords(message)}: ${why}.`,
          ],
        },
        {
          type: 'buttons',
          buttons: [remediateButton(id, name)],
          instead: `/glue-remediate "${name}" ${message.account} ${message.region}`,
        },
      ]),
      { type: 'note', line: ['The button opens a form. Nothing is changed before somebody else approves.'] },
    ],
  };
}
