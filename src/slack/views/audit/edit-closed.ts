import type { EditClosedMessage } from '../../../usecases/messages/message.ts';
import type { Document, Line } from '../common/document.ts';

interface Words {
  readonly what: string;
  /** Where what is true now can be read. */
  readonly instead: Line;
}

const ofRequest: Line = ['For the buttons of now type ', { code: '/glue-remediate status' }, '.'];
const asRequest = (what: string): Words => ({ what, instead: ofRequest });
const fallback = asRequest('message');

const words: Readonly<Record<string, Words>> = {
  digest: {
    what: 'digest',
    instead: [
      'Findings that it names have changed since. For what is open now type ',
      { code: '/glue-audit findings' },
      '.',
    ],
  },
  'exception-request': {
    what: 'request to accept a risk',
    instead: ['For the accepted risks of now type ', { code: '/glue-audit accepted' }, '.'],
  },
  interrupted: { what: 'audit', instead: [] },
  'approval-request': asRequest('request'),
  'request-news': asRequest('reminder'),
  'first-runs': asRequest('word on first runs'),
  'reverted-news': asRequest('word on reverted jobs'),
  'remediation-progress': {
    what: 'progress',
    instead: ['Its end is told in this thread. For how far it is type ', { code: '/glue-remediate status' }, '.'],
  },
};

/** Says once that a message stays as it is. `now`: what it would show. Its buttons are not repeated: these would stay too. */
export function editClosedView({ of }: EditClosedMessage, now?: Document): Document {
  const { what, instead } = (Object.hasOwn(words, of) ? words[of] : undefined) ?? fallback;
  const line: Line = [`Slack no longer lets Gluewarden edit the ${what} above, so it stays as it is. `, ...instead];
  if (now === undefined) return { summary: line, items: [{ type: 'text', line }] };
  return {
    summary: ['It stands now: ', ...now.summary],
    items: [
      { type: 'text', line: [{ bold: 'It stands now: ' }, ...now.summary] },
      { type: 'note', line },
    ],
  };
}
