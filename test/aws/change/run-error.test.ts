import { describe, expect, it, test } from 'vitest';
import { runError, updateError } from '../../../src/aws/change/run-error.ts';
import fc from '../../support/fast-check.ts';

describe('runError', () => {
  it('is what AWS said, as one line', () => {
    const denied =
      'AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/etl/GlueJobRunnerSession\n is not authorized to perform: kms:Decrypt';
    expect(runError(denied, [{}])).toBe(denied.replace('\n ', ' '));
  });

  it.each([undefined, null, '', ' \n', 7, { odd: 'x' }])('is nothing for %j', (message) => {
    expect(runError(message, [{}])).toBeUndefined();
  });

  it.each([
    ['of the run', { Arguments: { '--password': 'hunter2' } }],
    ["of the job's defaults", { DefaultArguments: { '--password': 'hunter2' } }],
    ['that nobody may override', { NonOverridableArguments: { '--password': 'hunter2' } }],
  ])('quotes no argument %s', (_what, definition) => {
    expect(runError('login with hunter2 failed: jdbc:x?p=hunter2', [{}, definition])).toBe(
      'login with [value] failed: jdbc:x?p=[value]',
    );
  });

  it.each(['hunter2\n', ' hunter2', 'the  hunter2'])('leaves %j out however its spaces are quoted', (value) => {
    const job = { DefaultArguments: { '--password': value } };
    expect(runError(`no "${value.trim().replace(/\s+/g, ' ')}"`, [job])).toBe('no "[value]"');
  });

  it('leaves a short value out as a word, and numbers that only contain it alone', () => {
    const job = { DefaultArguments: { '--retries': '1', '--mode': 'a.b' } };
    expect(runError('exit code 10 in a.b, try 1', [job])).toBe('exit code 10 in [value], try [value]');
  });

  it('leaves out a longer value before one that is a part of it', () => {
    const job = { DefaultArguments: { '--a': 'pass', '--b': 'password-2' } };
    expect(runError('no password-2', [job])).toBe('no [value]');
  });

  it('lets no argument and no line break out, whatever they are, and is bounded', () => {
    const value = fc
      .string({ minLength: 4, maxLength: 30 })
      .filter((text) => text.trim().length > 3 && !'[value]'.includes(text));
    fc.assert(
      fc.property(value, fc.string(), fc.string({ maxLength: 600 }), (secret, before, after) => {
        const said = runError(`${before}${secret}${after}x`, [{ Arguments: { '--s': secret } }]) ?? '';
        expect(said.length).toBeLessThanOrEqual(300);
        expect(said).not.toMatch(/[\n\r\u2028]/);
        expect(said.replaceAll('[value]', '\u0000')).not.toContain(secret);
      }),
    );
  });
});

test('what AWS says to an update loses every value and token that the update holds, at any depth', () => {
  const input = {
    Name: 'nightly',
    TriggerUpdate: { Actions: [{ JobName: 'a', Arguments: { '--password': 'hunter2' } }] },
    JobUpdate: {
      NonOverridableArguments: { '--key': `${'x'.repeat(400)}y` },
      SourceControlDetails: { AuthToken: 'ghp_token' },
    },
  };
  const said = `Job a of nightly: hunter2 and ghp_token and ${'x'.repeat(400)}y are wrong`;
  expect(updateError(said, input)).toBe('Job a of nightly: [value] and [value] and [value] are wrong');
});
