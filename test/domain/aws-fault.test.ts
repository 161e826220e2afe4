import { describe, expect, test } from 'vitest';
import { faultOf, isNotYetUsable } from '../../src/domain/aws-fault.ts';

describe('faultOf', () => {
  test.each([
    ['AccessDeniedException', 'denied'],
    ['EntityNotFoundException', 'refused'],
    ['UnsendableField', 'refused'],
    ['ValidationError', 'refused'],
    ['ConcurrentModificationException', 'again'],
    ['AlreadyExistsException', 'again'],
    ['ECONNREFUSED', 'again'],
    ['ExpiredTokenException', 'stale-credentials'],
  ] as const)('%s is %s', (code, fault) => expect(faultOf(code)).toBe(fault));

  // Each of these may come after AWS has made the change: only looking tells.
  test.each([
    'InternalServiceException',
    'OperationTimeoutException',
    'ServiceUnavailable',
    'TimeoutError',
    'ECONNRESET',
    'ETIMEDOUT',
    'EPIPE',
    'Http503',
    'accessdeniedexception',
    '',
    'constructor',
    '__proto__',
  ])('%j may have been made', (code) => expect(faultOf(code)).toBe('unknown'));
});

describe('isNotYetUsable', () => {
  test.each(['Error trying to retrieve security config', 'Failed retrieving Security Configuration orders-etl'])(
    '%s',
    (message) => expect(isNotYetUsable('InvalidInputException', message)).toBe(true),
  );

  test.each([
    ['InvalidInputException', 'Security configuration name is too long'],
    ['InvalidInputException', ''],
    ['AccessDeniedException', 'Error trying to retrieve security config'],
    ['EntityNotFoundException', 'Error trying to retrieve security config'],
  ])('%s, %j is final', (code, message) => expect(isNotYetUsable(code, message)).toBe(false));
});
