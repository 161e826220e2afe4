import { bookmarkOptions, exposures } from '../../src/domain/model.ts';
import type { FindingView } from '../../src/usecases/messages/audit-messages.ts';
import type { JobMessage } from '../../src/usecases/messages/finding-messages.ts';
import fc from '../support/fast-check.ts';
import { account, instant, name, optional, region } from './arbitrary-parts.ts';

/** One job, with any findings, triggers and lists that failed. */
export function jobMessage(
  finding: fc.Arbitrary<FindingView>,
  callError: fc.Arbitrary<{ readonly call: string; readonly error: string }>,
): fc.Arbitrary<JobMessage> {
  return fc
    .tuple(
      fc.record({
        kind: fc.constant('job' as const),
        account,
        region,
        seenAt: instant,
        name,
        takesConfiguration: fc.boolean(),
        starts: fc.array(
          fc
            .tuple(
              fc.record({ trigger: name }),
              optional({ configuration: name, bookmarks: fc.constantFrom(...bookmarkOptions) }),
            )
            .map(([needed, more]) => ({ ...needed, ...more })),
          { maxLength: 60 },
        ),
        findings: fc.array(finding, { maxLength: 4 }),
        listsIncomplete: fc.array(callError, { maxLength: 4 }),
        rules: fc.array(fc.record({ id: name, riskLevel: name, standards: fc.array(name, { maxLength: 5 }) }), {
          minLength: 1,
          maxLength: 3,
        }),
      }),
      optional({
        accountName: name,
        command: name,
        exposure: fc.constantFrom(...exposures),
        configuration: name,
        configurationRead: fc.boolean(),
        keyNotChecked: fc.constant(true as const),
        bookmarks: fc.constantFrom(...bookmarkOptions),
        remediate: name,
        namesake: fc.constant(true as const),
      }),
    )
    .map(([needed, more]) => ({ ...needed, ...more }));
}
