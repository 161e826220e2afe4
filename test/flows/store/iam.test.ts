import { expect, onTestFinished, test } from 'vitest';
import { accessKey, secretKey } from '../../support/aws/aws.ts';
import { startCluster } from '../../support/postgres/cluster.ts';
import { hasPostgres } from '../../support/postgres/databases.ts';
import { run, tempFolder } from '../../support/processes/run.ts';
import { testKey } from '../../support/remediation/remediation-samples.ts';

const fixture = (name: string) => new URL(`../../fixtures/tls/${name}`, import.meta.url).pathname;

test.skipIf(!hasPostgres)(
  'the program and the bot enter with a token of their own identity, and tell nobody',
  async () => {
    const server = await startCluster({ certificate: fixture('server.pem'), key: fixture('server-key.pem') });
    onTestFinished(() => server.end());
    const tls = `sslmode=verify-ca&sslrootcert=${fixture('ca.pem')}`;
    const env = {
      DATABASE_URL: `postgres://postgres@127.0.0.1:${server.port}/postgres?auth=iam&${tls}`,
      GLUEWARDEN_KEY: testKey,
      AWS_ACCESS_KEY_ID: accessKey,
      AWS_SECRET_ACCESS_KEY: secretKey,
      AWS_REGION: 'eu-west-1',
      SLACK_BOT_TOKEN: 'xoxb-1-2-3',
      SLACK_APP_TOKEN: 'xapp-1-2-3',
      PORT: '0',
    };
    for (const words of [['store', 'check'], ['start']]) {
      const { code, stdout, stderr } = await run(words, tempFolder(), env);
      const said = `${stdout} ${stderr}`.replaceAll(/\s+/g, ' ');
      // This server knows a password, and is no RDS: what it was given was another one.
      expect([words, code, said]).toEqual([
        words,
        1,
        expect.stringMatching(/with IAM\. .*password authentication failed/),
      ]);
      expect(said).not.toMatch(/X-Amz|Signature|AKIA/);
    }
    const { AWS_REGION: _, ...without } = env;
    const { code, stderr } = await run(['store', 'check'], tempFolder(), without);
    expect([code, stderr.replaceAll(/\s+/g, ' ')]).toEqual([1, expect.stringMatching(/with IAM: .*set AWS_REGION/)]);
  },
);
