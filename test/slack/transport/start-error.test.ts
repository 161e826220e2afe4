import { expect, it } from 'vitest';
import { ChatError } from '../../../src/domain/errors.ts';
import { withToken } from '../../../src/slack/transport/start-error.ts';

const failing = (error: unknown) => withToken('SLACK_APP_TOKEN', () => Promise.reject(error));

it('passes on what the call gives', async () => {
  expect(await withToken('SLACK_BOT_TOKEN', async () => 7)).toBe(7);
});

it('names the token that was refused, and where to find the right one', async () => {
  await expect(failing(new ChatError('not-authorised', 'invalid_auth'))).rejects.toMatchObject({
    name: 'SlackStartError',
    code: 'not-authorised',
    slackCode: 'invalid_auth',
    message: expect.stringMatching(/^Slack refused SLACK_APP_TOKEN \(invalid_auth\): copy .* connections:write/),
  });
});

it.each([
  ['self_signed_cert_in_chain', 'Set NODE_EXTRA_CA_CERTS'],
  ['proxy_authentication', 'Put the right ones into HTTPS_PROXY'],
  ['proxy_refused', 'NO_PROXY'],
])('says what the network did (%s), and what to do', async (slackCode, advice) => {
  await expect(failing(new ChatError('unavailable', slackCode))).rejects.toMatchObject({
    message: expect.stringMatching(new RegExp(`^Slack was not reached: .* \\(${slackCode}\\)\\. .*${advice}`)),
  });
});

it('does not blame the token while Slack is away', async () => {
  await expect(failing(new ChatError('unavailable', 'econnrefused'))).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/^Slack did not answer \(econnrefused\): check the network/),
  });
});
