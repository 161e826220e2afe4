import { describe, expect, test } from 'vitest';
import { toCloudError } from '../../../src/aws/access/errors.ts';
import { nameOwnCredentials } from '../../../src/aws/access/own-credentials.ts';

function thrown(members: object, message: string): Error {
  return Object.assign(new Error(message), members);
}

async function failing(error: unknown, profile?: string) {
  const provider = nameOwnCredentials(() => Promise.reject(error), profile);
  const seen = await provider().then(
    () => undefined,
    (refused: unknown) => refused,
  );
  return toCloudError('GetCallerIdentity', seen);
}

describe('credentials that cannot be had', () => {
  test("name the call of the profile's own role, and not the one after it", async () => {
    const role = 'arn:aws:iam::111122223333:role/Deploy';
    const message = `User: x is not authorized to perform: sts:AssumeRole on resource: ${role}`;
    const refused = thrown({ name: 'AccessDenied', $fault: 'client', $metadata: { requestId: 'r-1' } }, message);
    expect(await failing(refused, 'deploy')).toMatchObject({
      call: 'AssumeRole',
      code: 'AccessDenied',
      message,
      requestId: 'r-1',
    });
    const web = message.replace('sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity');
    expect(await failing(thrown({ name: 'AccessDenied', $fault: 'client' }, web))).toMatchObject({
      call: 'AssumeRoleWithWebIdentity',
    });
  });

  test.each([
    ['Could not load credentials from any providers', 'nope', 'nope'],
    ['The SSO session associated with this profile has expired. … run aws sso login …', 'dev', 'dev'],
    ['The SSO session token associated with profile=base was not found or is invalid.', 'dev', 'base'],
  ])('name the profile: %s', async (message, profile, named) => {
    const error = await failing(thrown({ name: 'CredentialsProviderError' }, message), profile);
    expect(error).toMatchObject({ call: 'GetCallerIdentity', code: 'CredentialsMissing' });
    expect(error.message).toBe(`${message} (profile: ${named})`);
  });

  test('stay as they are, where nothing is known', async () => {
    const none = thrown({ name: 'CredentialsProviderError' }, 'Could not load credentials from any providers');
    expect((await failing(none)).message).toBe('Could not load credentials from any providers');
    expect(await failing(thrown({ code: 'ECONNREFUSED' }, 'connect'), 'dev')).toMatchObject({ code: 'ECONNREFUSED' });
  });
});
