import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ChatError } from '../../../src/domain/errors.ts';
import { fromSlackCode, isContentRefusal, mayPassLater, toChatError } from '../../../src/slack/transport/chat-error.ts';
import { createClients } from '../../../src/slack/transport/client.ts';
import { recordingLog } from '../support.ts';

async function failureAt(url: string): Promise<ChatError> {
  const { background } = createClients({ botToken: 'xoxb-1', apiUrl: url, log: recordingLog() });
  try {
    await background.chat.postMessage({ channel: 'C1', text: 'x' });
  } catch (error) {
    return toChatError(error);
  }
  throw new Error('nothing failed');
}

describe('Slack error codes', () => {
  it.each([
    ['not_in_channel', 'not-in-channel'],
    ['channel_not_found', 'channel-not-found'],
    ['users_not_found', 'recipient-gone'],
    ['user_disabled', 'recipient-gone'],
    ['user_not_visible', 'recipient-gone'],
    ['messages_tab_disabled', 'posting-forbidden'],
    ['restricted_action', 'posting-forbidden'],
    ['restricted_action_thread_locked', 'thread-closed'],
    ['restricted_action_non_threadable_channel', 'thread-closed'],
    ['cannot_reply_to_message', 'thread-closed'],
    ['is_archived', 'channel-archived'],
    ['message_not_found', 'message-gone'],
    ['cant_update_message', 'message-fixed'],
    ['edit_window_closed', 'message-fixed'],
    ['team_access_not_granted', 'posting-forbidden'],
    ['no_such_subteam', 'group-gone'],
    ['subteam_disabled', 'group-gone'],
    ['plan_upgrade_required', 'group-gone'],
    ['invalid_auth', 'not-authorised'],
    ['account_inactive', 'not-authorised'],
    ['token_revoked', 'not-authorised'],
    ['missing_scope', 'not-authorised'],
    ['ratelimited', 'unavailable'],
    ['service_unavailable', 'unavailable'],
    ['fatal_error', 'unknown-outcome'],
    ['internal_error', 'unknown-outcome'],
    ['invalid_blocks', 'refused'],
    ['something_new', 'refused'],
  ])('%s is %s', (slackCode, code) => {
    expect(fromSlackCode(slackCode)).toMatchObject({ code, slackCode });
  });

  it('takes a page of a proxy for no answer at all', () => {
    expect(fromSlackCode('<html>Bad Gateway</html>')).toMatchObject({
      code: 'unknown-outcome',
      slackCode: 'unreadable_answer',
    });
  });

  it('knows which refusals are about the content', () => {
    expect(isContentRefusal(fromSlackCode('invalid_blocks'))).toBe(true);
    expect(isContentRefusal(fromSlackCode('msg_too_long'))).toBe(true);
    expect(isContentRefusal(fromSlackCode('channel_not_found'))).toBe(false);
  });

  it('knows what may pass later', () => {
    expect(mayPassLater(fromSlackCode('ratelimited'))).toBe(true);
    expect(mayPassLater(fromSlackCode('invalid_auth'))).toBe(false);
  });

  it('leaves a ChatError alone', () => {
    const error = new ChatError('refused', 'x');
    expect(toChatError(error)).toBe(error);
  });
});

describe('failures of the network by their codes', () => {
  const failed = (code: string, name = 'Error'): Error => {
    const cause = Object.assign(new Error(code), { code });
    return Object.assign(new Error('fetch failed', { cause }), { name });
  };

  it.each(['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])('%s: nothing was sent', (code) => {
    expect(toChatError(failed(code))).toMatchObject({ code: 'unavailable', slackCode: code.toLowerCase() });
  });

  it.each(['ECONNRESET', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT'])('%s: it may have been posted', (code) => {
    expect(toChatError(failed(code)).code).toBe('unknown-outcome');
  });

  it('a time-out of our own may have posted', () => {
    expect(toChatError(new DOMException('late', 'TimeoutError'))).toMatchObject({
      code: 'unknown-outcome',
      slackCode: 'timeout',
    });
  });
});

describe('failures of the network, with real sockets', () => {
  it('a refused connection was certainly not sent', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const error = await failureAt(`http://127.0.0.1:${port}/api/`);
    expect(error).toMatchObject({ code: 'unavailable', slackCode: 'econnrefused' });
  });

  it('a connection that is cut after the request may have posted', async () => {
    const server = createServer((request) => request.socket.destroy()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const error = await failureAt(`http://127.0.0.1:${port}/api/`);
    await new Promise((resolve) => server.close(resolve));
    expect(error.code).toBe('unknown-outcome');
  });

  it('an answer that ends in the middle may have posted', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"ok":');
      setImmediate(() => response.destroy());
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const error = await failureAt(`http://127.0.0.1:${port}/api/`);
    await new Promise((resolve) => server.close(resolve));
    expect(error.code).toBe('unknown-outcome');
  });
});
