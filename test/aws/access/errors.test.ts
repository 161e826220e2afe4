import { describe, expect, it } from 'vitest';
import {
  abortedError,
  cleanText,
  isDenied,
  meansStaleCredentials,
  toCallError,
  toCloudError,
} from '../../../src/aws/access/errors.ts';
import { CloudError } from '../../../src/domain/errors.ts';

function thrown(members: object, message = 'words'): Error {
  return Object.assign(new Error(message), members);
}

describe('error codes', () => {
  it.each([
    ["a service's own code", thrown({ name: 'AccessDeniedException', $fault: 'client' }), 'AccessDeniedException'],
    ['a service error without a code', thrown({ $fault: 'server', $metadata: { httpStatusCode: 502 } }), 'Http502'],
    ['an unreadable error page', thrown({ name: 'SyntaxError', $metadata: { httpStatusCode: 503 } }), 'Http503'],
    ['an unreadable answer', thrown({ name: 'SyntaxError', $metadata: { httpStatusCode: 200 } }), 'MalformedResponse'],
    ['no credentials', thrown({ name: 'CredentialsProviderError' }), 'CredentialsMissing'],
    ['an expired login', thrown({ name: 'TokenProviderError' }), 'CredentialsMissing'],
    ['a refused connection', thrown({ code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    ['a name that does not resolve', thrown({ code: 'ENOTFOUND', syscall: 'getaddrinfo' }), 'ENOTFOUND'],
    ['a cause further down', thrown({ cause: { cause: { code: 'ECONNRESET' } } }), 'ECONNRESET'],
    ['a time-out', thrown({ name: 'TimeoutError', code: 'ETIMEDOUT' }), 'TimeoutError'],
    ['a reset connection', thrown({ name: 'TimeoutError', code: 'ECONNRESET' }), 'ECONNRESET'],
    ['a plain error', new TypeError('x is not a function'), 'ClientError'],
    ['no error at all', undefined, 'ClientError'],
    ['a text', 'oh', 'ClientError'],
  ])('%s', (_what, error, code) => {
    expect(toCallError('GetJobs', error)).toMatchObject({ call: 'GetJobs', error: code });
  });

  it('keeps the call that failed inside the credentials', () => {
    const inner = new CloudError('AssumeRole', 'AccessDenied', 'no');
    expect(toCallError('GetJobs', inner)).toEqual({ call: 'AssumeRole', error: 'AccessDenied', message: 'no' });
  });

  it('tells a time limit from a stop, whatever was thrown then', () => {
    const late = AbortSignal.abort(new DOMException('late', 'TimeoutError'));
    expect(toCallError('GetJobs', thrown({ code: 'ECONNRESET' }), late).error).toBe('DeadlineExceeded');
    expect(toCallError('GetJobs', thrown({ name: 'AbortError' }), AbortSignal.abort()).error).toBe('Aborted');
    expect(abortedError('GetJobs', AbortSignal.abort(undefined)).code).toBe('Aborted');
  });

  it('ignores a signal that has not ended', () => {
    expect(toCallError('GetJobs', thrown({ code: 'EPIPE' }), new AbortController().signal).error).toBe('EPIPE');
  });

  it('cannot be made to carry odd text as a code', () => {
    const odd = thrown({ name: 'Bad<!channel>\u202e Code', $fault: 'client' });
    expect(toCallError('GetJobs', odd).error).toBe('BadchannelCode');
  });

  it('knows what denial and stale credentials look like', () => {
    expect([isDenied('AccessDenied'), isDenied('AccessDeniedException'), isDenied('ThrottlingException')]).toEqual([
      true,
      true,
      false,
    ]);
    expect([meansStaleCredentials('ExpiredTokenException'), meansStaleCredentials('AccessDenied')]).toEqual([
      true,
      false,
    ]);
  });
});

describe('error messages', () => {
  it('are one line of at most 300 characters without control characters', () => {
    const text = cleanText(`a\n\tb\u0000c\u202ed\u2028e ${'long '.repeat(100)}`);
    expect(text).toMatch(/^a b c d e long /);
    expect(text).toHaveLength(300);
  });

  it('keep the end of a long one, which says whose policy it was, and the id of the request', () => {
    const end = 'with an explicit deny in a service control policy';
    const error = thrown(
      { name: 'AccessDeniedException', $fault: 'client', $metadata: { requestId: '1b-2c' } },
      `User: x is not authorized to perform: glue:UpdateJob on resource: ${'long '.repeat(100)}${end}`,
    );
    const { message, requestId } = toCloudError('UpdateJob', error);
    expect(message).toHaveLength(300);
    expect(message).toMatch(/^User: x .*….*service control policy$/);
    expect(requestId).toBe('1b-2c');
    const odd = thrown({ name: 'X', $fault: 'client', $metadata: { requestId: '<!channel> x' } }, 'm');
    expect(toCloudError('GetJobs', odd).requestId).toBeUndefined();
  });

  it.each([
    ['a session token', 'x-amz-security-token:FwoGZXIvYXdzEXAMPLE host', 'FwoGZXIvYXdzEXAMPLE'],
    ['a signature', 'Signature=abcdef0123 x', 'abcdef0123'],
    ['a secret key', 'key wJalrXUtnFEMI7K7MDENGbPxRfiCYEXAMPLEKEY1 is wrong', 'wJalrXUtnFEMI7K7'],
    ['an access key id', 'AKIAEXAMPLEEXAMPLE01 is unknown', 'EXAMPLEEXAMPLE01'],
    ['a command with its arguments', 'Command failed: get-creds --password hunter2', 'hunter2'],
  ])('lose %s', (_what, text, secret) => {
    const error = thrown({ name: 'SomeException', $fault: 'client' }, text);
    const { message } = toCallError('GetJobs', error);
    expect(message).not.toContain(secret);
    expect(message).toContain(text.startsWith('Command') ? 'Command failed' : '***');
  });

  it('keep what people need: ARNs, role names and key ids', () => {
    const text =
      'User: arn:aws:sts::111122223333:assumed-role/GluewardenScanRoleOfTheDataPlatformTeam/s is not authorized on ' +
      'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    expect(cleanText(text)).toBe(text);
  });

  it('never quote a body that could not be parsed, or a signed request', () => {
    const parser = thrown({ name: 'SyntaxError', $metadata: { httpStatusCode: 200 } }, '..."--password":"hunter2"...');
    const signature = thrown({ name: 'InvalidSignatureException', $fault: 'client' }, 'should have been: tok3n');
    expect(toCallError('GetJobs', parser).message).toBe("The service's answer could not be read.");
    expect(toCallError('GetJobs', signature).message).not.toContain('tok3n');
  });
});
