import type { Message } from '../../src/usecases/messages/message.ts';
import { afterwardsSamples } from './samples/afterwards.ts';
import { auditSamples } from './samples/audits.ts';
import { decisionSamples } from './samples/decisions.ts';
import { deliverySamples } from './samples/deliveries.ts';
import { digestSamples } from './samples/digests.ts';
import { evidenceSamples } from './samples/evidence.ts';
import { jobSamples } from './samples/jobs.ts';
import { foundSamples, listSamples } from './samples/lists.ts';
import { organizationSamples } from './samples/organization.ts';
import { otherSamples } from './samples/others.ts';
import { remediationSamples } from './samples/remediation.ts';
import { requestSamples } from './samples/requests.ts';
import { revertedSamples } from './samples/reverted.ts';
import { runningSamples } from './samples/running.ts';
import { threadSamples } from './samples/threads.ts';
import { twoRulesSamples } from './samples/two-rules.ts';

/** Every kind of message, from nothing to far too much, by name. Their previews are in previews/. */
export const samples: Readonly<Record<string, Message>> = {
  ...otherSamples,
  ...deliverySamples,
  ...evidenceSamples,
  ...digestSamples,
  ...auditSamples,
  ...listSamples,
  ...foundSamples,
  ...jobSamples,
  ...remediationSamples,
  ...requestSamples,
  ...decisionSamples,
  ...revertedSamples,
  ...afterwardsSamples,
  ...organizationSamples,
  ...threadSamples,
  ...twoRulesSamples,
  ...runningSamples,
};
