import type { HomePage } from '../../../usecases/messages/home-page.ts';
import { countWords, openCounts } from '../../../usecases/words/explain.ts';
import type { Line } from '../common/document.ts';

/** The one thing to do first, as a clause. */
export function firstStep(page: HomePage): Line {
  const { scanned, unknown, neverScanned, running, requests, open, schedules } = page;
  if (scanned + unknown === 0) return running.length > 0 ? waitForScan : beginning(page);
  const waiting = requests?.waiting.shown.filter((request) => request.groups === undefined && !request.approvedByMe);
  if (waiting !== undefined && waiting.length > 0)
    return [`decide about ${countWords(waiting.length, 'request')}: see below, and open its details.`];
  const { exposed, total } = openCounts(open);
  if (exposed > 0) {
    const can = page.acts.remediable?.length ? 'ask for their remediation' : 'see what uses them and how to fix it';
    return [
      `start with the exposed findings below: their jobs write bookmarks that are not encrypted. Show, then ${can}.`,
    ];
  }
  if (unknown > 0)
    return [
      { code: '/glue-audit status' },
      ' says why something could not be scanned, and what the operator has to allow.',
    ];
  if (neverScanned > 0) return ['press Audit: something that is configured was never scanned.'];
  if (page.risks) return ['review the risks below: somebody waits for a yes or no.'];
  if (total > 0) return ['nothing is urgent. Findings has what is latent or unused.'];
  return [schedules.length > 0 ? 'nothing. The schedules below tell when something changes.' : 'nothing.'];
}

const waitForScan: Line = ['wait for the scan below, and press Refresh.'];

function beginning({ accounts, schedules }: HomePage): Line {
  const [schedule] = schedules;
  return [
    `press Audit: it reads ${countWords(accounts, 'configured account')} and changes nothing. `,
    ...(schedule === undefined
      ? ['For a digest by itself the operator adds a schedule. ']
      : ['For the digests, invite Gluewarden to ', { channel: schedule.channel }, '. ']),
    'If a scan fails, the operator runs ',
    { code: 'npm run -s doctor' },
    '.',
  ];
}
