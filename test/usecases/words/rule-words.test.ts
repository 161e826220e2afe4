import { expect, test } from 'vitest';
import type { FindingReason } from '../../../src/domain/model.ts';
import { reasonWords, shortReasonWords } from '../../../src/usecases/words/explain.ts';
import { ruleNamer } from '../../../src/usecases/words/rule-words.ts';

test('reasons speak of what the rule asks for, and of a rule that this version does not know by its id', () => {
  expect(reasonWords({ rule: 'Glue-005', reason: 'disabled' })).toBe('job bookmark encryption is switched off');
  expect(reasonWords({ rule: 'Glue-999', reason: 'disabled' })).toBe('what rule Glue-999 asks for is switched off');
  expect(shortReasonWords({ rule: 'Glue-999', reason: 'disabled' })).toBe('Glue-999 encryption is off');
});

test('a short reason has no raw ARN, and the name that is missing', () => {
  const short = (reason: FindingReason, detail = '') =>
    shortReasonWords({ rule: 'Glue-005', reason, ...(detail && { detail }) });
  expect(short('key-pending-deletion', 'arn:aws:kms:r:1:key/k')).toBe('KMS key is pending deletion');
  expect(short('configuration-missing', 'old')).toBe('configuration "old" does not exist');
  expect(short('mode-unrecognised')).toBe('bookmark encryption mode is not known to encrypt');
});

test('a rule is named only where there is another one', () => {
  const [five, nine] = [{ rule: 'Glue-005' }, { rule: 'Glue-999' }];
  expect(ruleNamer([])(five)).toBeUndefined();
  expect(ruleNamer([five, five])(five)).toBeUndefined();
  for (const of of [[nine], [five, nine]]) {
    expect(ruleNamer(of)(five)).toBe('Glue-005');
    expect(ruleNamer(of)(nine)).toBe('Glue-999');
  }
});
