import { expect, test, vi } from 'vitest';
import { Identities } from '../../sandbox/aws/access/identity.ts';
import { createWorld, type World } from '../support/processes/bot.ts';
import { ask, modalWith } from '../support/processes/people.ts';

const argument = 'hunter2-of-the-warehouse';
const gitToken = 'ghp_TokenOfTheSourceControl1234567890';

/** The session tokens and secret keys that the local AWS gives out: the same as another instance would. */
function sessionSecrets({ aws }: World): string[] {
  return aws.fleet.flatMap(({ id }) => {
    const identities = new Identities(aws.state);
    const role = aws.state.account(id).roles.get('GluewardenScan');
    if (role === undefined) throw new Error('the seed has no scan role');
    return Array.from({ length: 12 }, () =>
      identities.issue({ account: id, role, sessionName: 'gluewarden-scan', expiresAt: 0 }),
    ).flatMap(({ sessionToken, secretAccessKey, accessKeyId }) => [sessionToken, secretAccessKey, accessKeyId]);
  });
}

/** Job arguments and a source-control token, as teams should not have them and do. */
function plantSecrets({ aws }: World): void {
  const { jobs } = aws.state.region('111122223333', 'us-east-1');
  for (const job of jobs.list())
    jobs.put(job.Name, {
      ...job,
      DefaultArguments: { ...job.DefaultArguments, '--password': argument },
      SourceControlDetails: { Provider: 'GITHUB', AuthToken: gitToken },
    });
}

test('no secret reaches a log line or a message, whatever works and whatever fails', async () => {
  const world = await createWorld();
  const { aws, slack } = world;
  plantSecrets(world);
  await world.missSlot();
  slack.faults.outage('reset', { methods: ['chat.postMessage'], count: 1 });
  const bot = await world.start({ LOG_LEVEL: 'trace' });
  await bot.logged(({ msg }) => msg === 'message delivered');

  const { message } = await ask(slack, 'us-east-1');
  await slack.as('UNINA').click(message, { text: 'Show all' });
  await modalWith(slack, 'Page 1 of 2.');
  await ask(slack, 'show "etl-default-2019" data-production us-east-1');
  await ask(slack, 'status share');
  const jobs = { service: 'glue', operation: 'GetJobs', region: 'us-east-1' };
  for (const effect of [
    { kind: 'malformed' },
    { kind: 'reset' },
    { kind: 'deny' },
    { kind: 'error', code: 'InvalidSignatureException' },
    { kind: 'error', code: 'ExpiredTokenException' },
  ] as const) {
    const fault = aws.faults.add({ ...jobs, effect });
    expect((await ask(slack, 'us-east-1')).message.text).toContain('3 of 3 account-regions not scanned');
    aws.faults.remove(fault);
  }
  aws.expireSessions();
  await ask(slack, 'data-production us-east-1');
  slack.faults.outage('status', { methods: ['views.open'], count: 1 });
  await slack.as('UNINA').click(message, { text: 'Show all' });
  slack.faults.delivery('foreign_team');
  await slack.as('UNINA').type('CDATAPLATFORM', '/glue-audit help');
  await bot.logged(({ msg }) => msg === 'a payload of another workspace was refused');
  slack.faults.refuse('invalid_auth', { methods: ['apps.connections.open'] });
  slack.faults.dropSockets();
  await vi.waitFor(async () => expect(await bot.ended).toBe(1), 40_000);

  const { AWS_SECRET_ACCESS_KEY = '', AWS_ACCESS_KEY_ID = '' } = world.environment;
  const secrets: (string | RegExp)[] = [
    ...[slack.app.botToken, slack.app.appToken, slack.app.signingSecret, argument, gitToken],
    ...[AWS_SECRET_ACCESS_KEY, AWS_ACCESS_KEY_ID],
    ...sessionSecrets(world),
    ...aws.fleet.flatMap(({ externalId }) => externalId ?? []),
    /ASIA[A-Z2-7]{16}/,
    // Of the local Slack: response_url, trigger_id, the ticket of a socket.
    /\/actions\/|R0{6}\d{4}/,
    /\d{13}\.\d{4}\.[0-9a-f]{12}/,
    /ticket-\d/,
  ];
  const messages = JSON.stringify(slack.workspace.channels.map(({ id }) => slack.messages(id)));
  const modals = JSON.stringify(slack.calls.map(({ method, args }) => (method === 'views.open' ? args.view : args)));
  for (const [place, text] of Object.entries({ log: bot.output(), messages, modals }))
    for (const secret of secrets) expect(found(text, secret), `${secret} in ${place}`).toBeUndefined();
  expect(bot.lines.length).toBeGreaterThan(10);
});

/** The surroundings of the first sight of it. */
function found(text: string, secret: string | RegExp): string | undefined {
  const at = typeof secret === 'string' ? text.indexOf(secret) : text.search(secret);
  return at < 0 ? undefined : text.slice(Math.max(0, at - 200), at + 100);
}
