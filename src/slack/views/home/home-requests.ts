import type { HomeRequest, HomeRequests, OwnRequest, WaitingRequest } from '../../../usecases/messages/home-page.ts';
import { countWords, numberWords } from '../../../usecases/words/explain.ts';
import { actionIds } from '../common/action-ids.ts';
import { shortenMiddle } from '../common/display-name.ts';
import type { Item, Line, Part } from '../common/document.ts';
import { requestLine } from '../common/request-line.ts';

/** What waits for whoever reads it, and what they asked for. */
export function requestItems({ waiting, mine }: HomeRequests): Item[] {
  return [
    {
      type: 'text',
      line: [
        { bold: `Waiting for a decision: ${numberWords(waiting.total)}` },
        waiting.total === 0 ? '. No request needs you.' : '',
      ],
    },
    ...waiting.shown.flatMap((request) => rowItems(request, waitingLine(request))),
    ...hiddenItems(waiting),
    ...(mine.total === 0
      ? []
      : [
          { type: 'text', line: [{ bold: `Your requests: ${numberWords(mine.total)}` }] } as const,
          ...mine.shown.flatMap((request) => rowItems(request, ownLine(request))),
          ...hiddenItems(mine),
        ]),
  ];
}

function hiddenItems({ total, shown }: { readonly total: number; readonly shown: readonly unknown[] }): Item[] {
  const hidden = total - shown.length;
  if (hidden <= 0) return [];
  return [
    {
      type: 'note',
      line: [`and ${numberWords(hidden)} more. `, { code: '/glue-remediate status' }, ' lists what is open.'],
    },
  ];
}

function rowItems(request: HomeRequest, line: Line): Item[] {
  const { requestId, findings } = request;
  const about = shortenMiddle(findings[0]?.name ?? 'a request', 40);
  const details = { label: 'Details', actionId: actionIds.details, value: requestId };
  return [
    { type: 'text', line },
    {
      type: 'buttons',
      buttons: [{ ...details, says: `Everything about the plan for ${about}` }],
      instead: '/glue-remediate status',
    },
  ];
}

function about({ region, ...request }: HomeRequest, askedBy: string): Part[] {
  return requestLine({ ...request, regions: [region], askedBy });
}

function waitingLine(request: WaitingRequest): Line {
  const { askedBy, approvals, required, expiresAt, groups, approvedByMe } = request;
  return [
    ...about(request, askedBy),
    '. Asked by ',
    { user: askedBy },
    `, has ${approvals} of ${countWords(required, 'approval')}, expires `,
    { at: expiresAt },
    '. ',
    ...(approvedByMe ? ['You approved it; another approval is awaited.'] : whoParts(groups)),
  ];
}

/** Groups by their id: a mention would name all of their members. */
function whoParts(groups: readonly string[] | undefined): Part[] {
  if (groups === undefined) return ['You may decide.'];
  return [
    'Members of the user group ',
    ...groups.flatMap((group, index): Part[] => (index === 0 ? [{ name: group }] : [' or ', { name: group }])),
    ' may decide.',
  ];
}

function ownLine(request: OwnRequest): Line {
  return [...about(request, ''), ': ', ...stateParts(request)];
}

function stateParts({ state, headline, approvals, required, expiresAt }: OwnRequest): Part[] {
  switch (state) {
    case 'open':
      return [
        `waits for a decision, has ${approvals} of ${countWords(required, 'approval')}, expires `,
        { at: expiresAt },
        '.',
      ];
    case 'approved':
      return [headline ?? 'approved.'];
    case 'rejected':
      return ['rejected.'];
    case 'withdrawn':
      return ['withdrawn.'];
    case 'expired':
      return ['expired without a decision.'];
  }
}
