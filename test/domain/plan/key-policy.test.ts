import { describe, expect, test } from 'vitest';
import { type KeyAccess, keyAccess, parseKeyPolicy } from '../../../src/domain/plan/key-policy.ts';
import fc from '../../support/fast-check.ts';

const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1111aaaa';
const root = 'arn:aws:iam::111122223333:root';
const etl = 'arn:aws:iam::111122223333:role/service-role/etl';
const logs = 'logs.eu-west-1.amazonaws.com';
const use = ['kms:Encrypt', 'kms:Decrypt'];

type Part = Record<string, unknown>;
const allow = (AWS: unknown, more: Part = {}): Part => ({
  Sid: 'x',
  Effect: 'Allow',
  Principal: { AWS },
  Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey*'],
  Resource: '*',
  ...more,
});
const deny = (AWS: unknown, more: Part = {}) => allow(AWS, { Effect: 'Deny', ...more });
const service = (Service: unknown, more: Part = {}) => allow('', { Principal: { Service }, ...more });
const delegates = allow(root, { Action: 'kms:*' });
const condition = { Condition: { StringEquals: { 'kms:ViaService': 'glue.eu-west-1.amazonaws.com' } } };

const text = (...Statement: unknown[]) => JSON.stringify({ Version: '2012-10-17', Id: 'k', Statement });

function access(statements: readonly unknown[], user: Parameters<typeof keyAccess>[1] = { role: etl }): KeyAccess {
  const policy = parseKeyPolicy(text(...statements), keyArn);
  if (!policy) throw new Error('not understood');
  return keyAccess(policy, user, use);
}

describe('a role', () => {
  test.each<[what: string, access: KeyAccess, ...statements: unknown[]]>([
    ['the account', 'delegated', delegates],
    ['the account by its number', 'delegated', allow('111122223333')],
    ['everybody', 'delegated', allow('*')],
    ['everybody, in the short form', 'delegated', allow('', { Principal: '*' })],
    ['the role', 'named', allow(etl)],
    ['the role among others', 'named', allow(['arn:aws:iam::111122223333:user/ann', etl])],
    ['the role, beside the account', 'named', delegates, allow(etl)],
    ['one action by the role, one by the account', 'delegated', allow(etl, { Action: 'kms:Encrypt' }), delegates],
    ['all actions', 'named', allow(etl, { Action: '*' })],
    ['actions in any case, with patterns', 'named', allow(etl, { Action: ['KMS:ENC*', 'kms:?ecrypt'] })],
    ['this key by its ARN', 'named', allow(etl, { Resource: ['arn:x', keyArn] })],
    ['an empty condition', 'named', allow(etl, { Condition: {} })],
    ['a Deny of something else', 'named', allow(etl), deny('*', { Action: 'kms:ScheduleKeyDeletion' })],
    ['a Deny to somebody else', 'named', allow(etl), deny('arn:aws:iam::111122223333:role/other')],
    ['a Deny to a service', 'named', allow(etl), service('ec2.amazonaws.com', { Effect: 'Deny' })],
    ['nothing', 'absent'],
    ['another account', 'absent', allow(['444455556666', 'arn:aws:iam::444455556666:root'])],
    ['another role', 'absent', allow('arn:aws:iam::111122223333:role/other')],
    ['a role of that name elsewhere', 'absent', allow('arn:aws:iam::444455556666:role/service-role/etl')],
    ['one action of two', 'absent', allow(etl, { Action: 'kms:Encrypt' })],
    ['a service', 'absent', service(logs)],
    ['the role with another path', 'unclear', allow('arn:aws:iam::111122223333:role/etl')],
    ['the role under a condition', 'unclear', allow(etl, condition)],
    ['the account under a condition', 'unclear', allow(root, condition)],
    ['a condition that is no object', 'unclear', allow(etl, { Condition: 'x' })],
    ['all but somebody', 'unclear', { ...allow('', { NotPrincipal: { AWS: 'x' } }), Principal: undefined }],
    ['all actions but one', 'unclear', { ...allow(etl, { NotAction: 'kms:Get*' }), Action: undefined }],
    ['another resource', 'unclear', allow(etl, { Resource: 'arn:aws:kms:eu-west-1:111122223333:key/2222' })],
    ['no resource', 'unclear', { ...allow(etl), Resource: undefined }],
    ['a member that nobody knows', 'unclear', allow(etl, { Until: '2030' })],
    ['a session of the role', 'unclear', allow('arn:aws:sts::111122223333:assumed-role/etl/run')],
    ['the id of a role that is gone', 'unclear', allow('AROAEXAMPLEEXAMPLE')],
    ['a pattern', 'unclear', allow('arn:aws:iam::111122223333:role/*')],
    ['an odd principal', 'unclear', allow('', { Principal: { '*': '*' } })],
    ['an odd list of principals', 'unclear', allow([etl, 7])],
    ['no principals', 'unclear', allow('', { Principal: {} })],
    ['a Deny to the role', 'denied', allow(etl), deny(etl, { Action: 'kms:Decrypt' })],
    ['a Deny to the account', 'denied', allow(etl), deny(root)],
    ['a Deny under a condition', 'denied', delegates, deny('*', condition)],
    [
      'a Deny to all but somebody',
      'denied',
      delegates,
      { ...deny('', { NotPrincipal: { AWS: 'x' } }), Principal: undefined },
    ],
    [
      'a Deny of all but something',
      'denied',
      delegates,
      { ...deny('*', { NotAction: 'kms:Get*' }), Action: undefined },
    ],
    ['a Deny for another resource', 'denied', delegates, deny('*', { Resource: 'arn:x' })],
    ['a Deny to a session', 'denied', delegates, deny('arn:aws:sts::111122223333:assumed-role/etl/run')],
  ])('%s: %s', (_what, expected, ...statements) => expect(access(statements)).toBe(expected));
});

describe('a service', () => {
  test.each<[what: string, access: KeyAccess, ...statements: unknown[]]>([
    ['is named', 'named', service(logs)],
    ['is named among others', 'named', service(['ec2.amazonaws.com', logs])],
    ['is not its account', 'absent', delegates],
    ['is of its region', 'absent', service('logs.us-east-1.amazonaws.com')],
    ['is perhaps everybody', 'unclear', allow('*')],
    ['has perhaps a name without a region', 'unclear', service('logs.amazonaws.com')],
    ['is perhaps named with another ending', 'unclear', service('logs.eu-west-1.amazonaws.eu')],
    ['is named under the usual condition', 'unclear', service(logs, condition)],
    ['is denied with everybody', 'denied', service(logs), deny('*')],
  ])('%s: %s', (_what, expected, ...statements) => expect(access(statements, { service: logs })).toBe(expected));
});

test.each([
  ['no JSON', '{'],
  ['a list', '[]'],
  ['a text', '"x"'],
  ['nothing', 'null'],
  ['no statement', '{"Version":"2012-10-17"}'],
  ['a version of later', JSON.stringify({ Version: '2030-01-01', Statement: [delegates] })],
  ['a member that nobody knows', JSON.stringify({ Version: '2012-10-17', Statement: [delegates], Deny: true })],
  ['an effect that nobody knows', text(delegates, allow(etl, { Effect: 'deny' }))],
  ['a statement that is none', text(delegates, 'x')],
  ['too much', text(delegates, allow(etl, { Sid: 'x'.repeat(70_000) }))],
  ['too deep', '['.repeat(60_000)],
])('%s is not understood', (_what, document) => expect(parseKeyPolicy(document, keyArn)).toBeUndefined());

test('a statement may stand alone, and the old version too', () => {
  const policy = parseKeyPolicy(JSON.stringify({ Version: '2008-10-17', Statement: delegates }), keyArn);
  expect(policy && keyAccess(policy, { role: etl }, use)).toBe('delegated');
});

/** Texts that policies are made of, and any other. */
const word = fc.oneof(
  fc.constantFrom('*', root, etl, logs, keyArn, 'kms:*', 'kms:Encrypt', 'kms:Decrypt', 'Allow', 'Deny', '111122223333'),
  fc.string(),
);
const odd = fc.oneof(word, fc.array(word, { maxLength: 3 }), fc.jsonValue({ maxDepth: 2 }));
const principal = fc.oneof(odd, fc.dictionary(fc.constantFrom('AWS', 'Service', 'Federated', '__proto__', '*'), odd));
const statement = fc.record(
  {
    Effect: fc.oneof({ weight: 9, arbitrary: fc.constantFrom('Allow', 'Deny') }, { weight: 1, arbitrary: odd }),
    Principal: principal,
    NotPrincipal: principal,
    Action: odd,
    NotAction: odd,
    Resource: odd,
    Condition: odd,
    constructor: odd,
  },
  { requiredKeys: ['Effect'] },
);
const users = [{ role: etl }, { role: 'etl' }, { service: logs }];

describe('hostile documents', () => {
  test('never throw, and a Deny to everybody is always seen', () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 4 }), fc.constantFrom(...users), (statements, user) => {
        const policy = parseKeyPolicy(text(...statements), keyArn);
        if (policy) keyAccess(policy, user, use);
        const denied = parseKeyPolicy(text(...statements, deny('*')), keyArn);
        expect(denied === undefined ? 'denied' : keyAccess(denied, user, use)).toBe('denied');
      }),
    );
  });

  test('never allow without a statement that plainly does', () => {
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 4 }), (statements) => {
        const policy = parseKeyPolicy(text(...statements), keyArn);
        const found = policy && keyAccess(policy, { role: etl }, use);
        if (found !== 'named' && found !== 'delegated') return;
        const plain = statements.filter(
          ({ Effect, NotPrincipal, NotAction, Resource }) =>
            Effect === 'Allow' && NotPrincipal === undefined && NotAction === undefined && Resource !== undefined,
        );
        expect(plain.length).toBeGreaterThan(0);
        const texts = JSON.stringify(plain);
        expect([root, etl, '*', '111122223333'].some((who) => texts.includes(who))).toBe(true);
      }),
    );
  });

  test('any text is read or is not understood', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (document) => {
        const policy = parseKeyPolicy(document, keyArn);
        if (policy) expect(['denied', 'unclear', 'absent']).toContain(keyAccess(policy, { role: etl }, use));
      }),
    );
  });

  test('a pattern full of stars takes no time', () => {
    const stars = allow(etl, { Action: [`${'*a'.repeat(20_000)}`, 'kms:*crypt'] });
    expect(access([stars])).toBe('named');
  });
});
