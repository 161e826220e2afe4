import type { RevertedNoticeMessage } from '../../../src/usecases/messages/afterwards-messages.ts';
import type { Message } from '../../../src/usecases/messages/message.ts';
import { days, hostileNames, now } from '../sample-parts.ts';

const to = 'std-encrypted-bookmarks';

function job(name: string, configuration?: string): RevertedNoticeMessage['jobs'][number] {
  return {
    findingId: `finding-${name}`,
    name,
    ...(configuration !== undefined && { configuration }),
    to,
    movedAt: now - 3 * days,
  };
}

function notice(given: Partial<RevertedNoticeMessage> = {}): RevertedNoticeMessage {
  return {
    kind: 'reverted-news',
    requestId: 'request-1',
    askedBy: 'UNINA',
    account: '111122223333',
    accountName: 'data-production',
    region: 'eu-west-1',
    jobs: [job('etl-orders', 'std')],
    jobsTotal: 1,
    managed: ['CloudFormation stack orders-prod'],
    snippets: [{ tool: 'CloudFormation', text: `SecurityConfiguration: "${to}"` }],
    at: now,
    ...given,
  };
}

const both = [
  { tool: 'CloudFormation', text: `SecurityConfiguration: "${to}"` },
  { tool: 'Terraform', text: `security_configuration = "${to}"` },
] as const;

export const revertedSamples = {
  'reverted-one': notice(),
  'reverted-one-resolved': notice({ over: { at: now + days } }),
  'reverted-several': notice({
    jobs: [job('etl-orders', 'std'), job('etl-returns'), job('clicks', 'gone')],
    jobsTotal: 3,
    managed: [],
    snippets: both,
  }),
  'reverted-500': notice({
    jobs: Array.from({ length: 20 }, (_, index) => job(`job-${index + 1}`, 'std')),
    jobsTotal: 500,
    snippets: both,
  }),
  'reverted-500-resolved': notice({
    jobs: Array.from({ length: 20 }, (_, index) => job(`job-${index + 1}`, 'std')),
    jobsTotal: 500,
    over: { at: now + days },
  }),
  'reverted-hostile': notice({
    askedBy: '<!channel>',
    accountName: hostileNames[0] ?? '',
    region: hostileNames[1] ?? '',
    jobs: hostileNames.map((name, index) => ({ ...job(name, name), findingId: `finding-${index}`, to: name })),
    jobsTotal: hostileNames.length,
    managed: hostileNames,
    snippets: hostileNames.map((name) => ({ tool: 'CloudFormation', text: `SecurityConfiguration: "${name}"` })),
  }),
} as const satisfies Record<string, Message>;
