import { bookmarkOptions, type CallError, exposures } from '../../src/domain/model.ts';
import type { FindingView } from '../../src/usecases/messages/audit-messages.ts';
import type { JobMessage, JobStart } from '../../src/usecases/messages/finding-messages.ts';
import fc from '../support/fast-check.ts';
import { account, anyOf, id, instant, name, optional, region, requestLink, yes } from './arbitrary-parts.ts';

const start = anyOf<JobStart>(
  { trigger: name },
  { configuration: name, bookmarks: fc.constantFrom(...bookmarkOptions) },
);

/** One job, with any findings, triggers and lists that failed. */
export function jobMessage(
  finding: fc.Arbitrary<FindingView>,
  callError: fc.Arbitrary<CallError>,
): fc.Arbitrary<JobMessage> {
  return anyOf<JobMessage>(
    {
      kind: fc.constant('job'),
      account,
      region,
      seenAt: instant,
      name,
      takesConfiguration: fc.boolean(),
      starts: fc.array(start, { maxLength: 60 }),
      findings: fc.array(finding, { maxLength: 4 }),
      listsIncomplete: fc.array(callError, { maxLength: 4 }),
      rules: fc.array(fc.record({ id: name, riskLevel: name, standards: fc.array(name, { maxLength: 5 }) }), {
        minLength: 1,
        maxLength: 3,
      }),
    },
    {
      owner: optional({ channel: id, usergroup: id }),
      partition: fc.constantFrom('aws', 'aws-cn', 'aws-none'),
      accountName: name,
      command: name,
      exposure: fc.constantFrom(...exposures),
      configuration: name,
      configurationRead: fc.boolean(),
      keyNotChecked: yes,
      bookmarks: fc.constantFrom(...bookmarkOptions),
      remediate: id,
      request: requestLink,
      accept: id,
      namesake: yes,
    },
  );
}
