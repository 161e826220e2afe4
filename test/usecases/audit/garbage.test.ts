import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { createClients } from '../../../src/aws/access/clients.ts';
import { type createConnections, defaultConnections } from '../../../src/aws/access/connections.ts';
import { readRetries } from '../../../src/aws/access/retries.ts';
import { createTargetReader } from '../../../src/aws/read/target-reader.ts';
import { scanTarget } from '../../../src/usecases/audit/scan-target.ts';
import { codeWords } from '../../../src/usecases/words/explain-call.ts';
import { accessKey, secretKey } from '../../support/aws/aws.ts';
import { passUntil } from '../../support/aws/limited-service.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';

const target = { account: '111111111111', region: 'eu-west-1' };
const good: Readonly<Record<string, string>> = {
  GetSecurityConfigurations: '{"SecurityConfigurations":[]}',
  GetJobs: '{"Jobs":[]}',
};

/** What a scan makes of a Region whose answer to one operation is this. */
async function scanned(operation: string, body: string, status = 200) {
  const clock = new FakeClock();
  const pool = {
    metadata: { handlerProtocol: 'http/1.1' },
    destroy() {},
    async handle({ headers }: { headers: Record<string, string> }) {
      const [, asked = ''] = headers['x-amz-target']?.split('.') ?? [];
      const isIt = asked === operation;
      const answer = isIt ? body : (good[asked] ?? '{}');
      return { response: { statusCode: isIt ? status : 200, headers: {}, body: Readable.from([Buffer.from(answer)]) } };
    },
  } as unknown as ReturnType<typeof createConnections>;
  const clients = createClients({ clock, connections: defaultConnections, pool, retries: readRetries({}) });
  const holder = { key: '1', credentials: { accessKeyId: accessKey, secretAccessKey: secretKey } };
  const reader = createTargetReader({ clients, holder, region: target.region, onError: () => undefined });
  const scan = scanTarget(reader, target, { checkKeys: false, lists: 'needed' });
  await passUntil(clock, scan);
  return scan;
}

const page = '<!DOCTYPE html><html><body>Sign in to the guest Wi-Fi, key=SECRET</body></html>';
const unreadable = /could not be read/;

test.each<[string, string, number, RegExp]>([
  ['a page instead of JSON', page, 200, unreadable],
  ['JSON that breaks off', '{"Jobs":[{"Name":"a","DefaultArguments":{"--password":"SECRET"', 200, unreadable],
  ['nothing at all', '', 200, unreadable],
  ['a list', '[]', 200, unreadable],
  ['null', 'null', 200, unreadable],
  ['text where the list is', '{"Jobs":"SECRET","SecurityConfigurations":"SECRET"}', 200, unreadable],
  ['a number where the token is', '{"Jobs":[],"SecurityConfigurations":[],"NextToken":7}', 200, unreadable],
  ['another service’s JSON', '{"status":"SECRET"}', 200, unreadable],
  ['items that are no items', '{"Jobs":[7,"SECRET",null],"SecurityConfigurations":[7,null]}', 200, unreadable],
  ['a page with an error of the gateway', page, 502, /failed|error/i],
])('%s makes the Region unknown, with a reason that a person can read', async (_, body, status, words) => {
  for (const operation of ['GetSecurityConfigurations', 'GetJobs']) {
    const result = await scanned(operation, body, status);
    expect(result).toMatchObject({ outcome: 'unknown', call: operation, findings: [] });
    expect(codeWords(result.reason, result.call)).toMatch(words);
    expect(JSON.stringify(result)).not.toContain('SECRET');
  }
});

test('wrong types inside of an item are absent, and hide nothing beside them', async () => {
  const odd = '{"Jobs":[{"Name":"odd","SecurityConfiguration":7,"DefaultArguments":"no"},{"Name":"good"}]}';
  const result = await scanned('GetJobs', odd);
  expect(result.findings.map(({ name, kind }) => [name, kind])).toEqual([
    ['odd', 'unprotected-job'],
    ['good', 'unprotected-job'],
  ]);
});
