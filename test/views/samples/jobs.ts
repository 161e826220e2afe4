import { glue005 } from '../../../src/domain/rules/glue-005.ts';
import type { JobMessage } from '../../../src/usecases/messages/finding-messages.ts';
import { accounts, days, finding, hostileNames, now } from '../sample-parts.ts';

function job(given: Partial<JobMessage> = {}, names = true): JobMessage {
  return {
    kind: 'job',
    account: accounts[0].id,
    accountName: accounts[0].name,
    region: 'eu-west-1',
    partition: 'aws',
    seenAt: now,
    name: 'orders-load',
    command: 'glueetl',
    takesConfiguration: true,
    ...(names && { configuration: 'orders-etl', configurationRead: true }),
    starts: [],
    findings: [],
    listsIncomplete: [],
    rules: [{ id: glue005.id, riskLevel: glue005.riskLevel, standards: glue005.standards }],
    ...given,
  };
}

const on = { bookmarks: 'job-bookmark-enable' } as const;

const unprotected = finding({
  name: 'orders-load',
  kind: 'unprotected-job',
  reason: 'no-configuration',
  references: [{ type: 'job', name: 'orders-load', bookmarks: 'job-bookmark-enable' }],
  firstSeenAt: now - 3 * days,
});

/** One job: compliant, each kind of finding, started by triggers, not everything listed, hostile names. */
export const jobSamples = {
  'job-compliant': job({ ...on, owner: { channel: 'C0TEAMDATA' } }),
  'job-unprotected': job(
    { ...on, exposure: 'exposed', findings: [unprotected], remediate: 'finding-7', namesake: true },
    false,
  ),
  'job-dangling': job({
    configuration: 'gone',
    configurationRead: false,
    bookmarks: 'job-bookmark-disable',
    exposure: 'latent',
    findings: [
      finding({
        name: 'orders-load',
        kind: 'dangling-reference',
        reason: 'configuration-missing',
        detail: 'gone',
        exposure: 'latent',
        references: [{ type: 'job', name: 'orders-load', bookmarks: 'job-bookmark-disable' }],
      }),
    ],
  }),
  'job-of-noncompliant-configuration': job({
    bookmarks: 'job-bookmark-disable',
    exposure: 'exposed',
    findings: [finding({ firstSeenAt: now - 12 * days })],
    starts: [
      { trigger: 'nightly', bookmarks: 'job-bookmark-enable' },
      { trigger: 'catch-up', configuration: 'orders-etl-old', bookmarks: 'job-bookmark-pause' },
    ],
  }),
  'job-ray': job({ command: 'glueray', takesConfiguration: false }, false),
  'job-not-everything-listed': job({
    ...on,
    listsIncomplete: [{ call: 'GetTriggers', error: 'AccessDeniedException' }],
    keyNotChecked: true,
  }),
  'job-hostile': job({
    ...on,
    exposure: 'exposed',
    name: hostileNames[0] ?? '',
    configuration: hostileNames[1] ?? '',
    command: hostileNames[2] ?? '',
    findings: hostileNames.slice(0, 3).map((name) => finding({ name })),
    starts: hostileNames.flatMap((trigger) =>
      hostileNames.map((configuration) => ({ trigger, configuration, bookmarks: 'job-bookmark-enable' as const })),
    ),
  }),
} satisfies Readonly<Record<string, JobMessage>>;
