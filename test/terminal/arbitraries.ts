import { bookmarkOptions, exposures, findingKinds, type Reference } from '../../src/domain/model.ts';
import type { AuditReport } from '../../src/terminal/report.ts';
import fc from '../support/fast-check.ts';
import { finding, hostileNames, report, target } from './samples.ts';

/** Any text at all, lone surrogates included. */
export const anyName = fc.oneof(
  fc.constantFrom(...hostileNames),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 }).map((units) => String.fromCharCode(...units)),
);

export const ordinaryName = fc.stringMatching(/^[A-Za-z0-9_.-]{1,255}$/);

/** A reports with 0 to 3 account-regions of up to 6 findings each, every text made by `name`. */
export function anyReport(name: fc.Arbitrary<string>): fc.Arbitrary<AuditReport> {
  const reference = fc
    .record({
      type: fc.constantFrom<Reference['type']>('job', 'trigger', 'crawler', 'ml-transform'),
      name,
      bookmarks: fc.option(fc.constantFrom(...bookmarkOptions), { nil: undefined }),
      via: fc.option(fc.array(name, { minLength: 1, maxLength: 2 }), { nil: undefined }),
    })
    .map(
      ({ type, name, bookmarks, via }): Reference => ({
        type,
        name,
        ...(bookmarks && { bookmarks }),
        ...(via && { via }),
      }),
    );
  const anyFinding = fc
    .record({
      kind: fc.constantFrom(...findingKinds),
      name,
      detail: name,
      exposure: fc.constantFrom(...exposures),
      references: fc.array(reference, { maxLength: 6 }),
      incomplete: fc.boolean(),
    })
    .map(({ incomplete, ...rest }) =>
      finding({
        ...rest,
        reason: rest.kind === 'dangling-reference' ? 'configuration-missing' : 'mode-unrecognised',
        ...(incomplete && { referencesIncomplete: [{ call: 'GetTriggers', error: 'ThrottlingException' }] }),
      }),
    );
  const anyTarget = fc
    .record({
      accountName: name,
      region: fc.constantFrom('eu-west-1', 'us-east-1', 'eu-central-1'),
      outcome: fc.constantFrom('scanned', 'unknown'),
      reason: name,
      call: name,
      message: name,
      findings: fc.array(anyFinding, { maxLength: 6 }),
      keysNotChecked: fc.array(fc.record({ configuration: name, key: name, error: name }), { maxLength: 2 }),
    })
    .map((fields) => target(fields));
  return fc.record({ results: fc.array(anyTarget, { maxLength: 3 }), keyCheck: fc.boolean() }).map((it) => {
    return report(it.results, it.keyCheck);
  });
}

/** Everything that must never reach a terminal raw; the newline ends our own lines. */
export const dangerous = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
