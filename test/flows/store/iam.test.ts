import { expect, onTestFinished, test } from 'vitest';
import { accessKey, secretKey } from '../../support/aws/aws.ts';
import { startCluster } from '../../support/postgres/cluster.ts';
import { hasPostgres } from '../../support/postgres/databases.ts';
import { run, tempFolder } from '../../support/processes/run.ts';
import { testKey } from '../../support/remediation/remediation-samples.ts';

const fixture = (name: string) => new URL(`../../fixtures/tls/${name}`, import.meta.url).pathname;

test.skipIf(!hasPostgres)(
  'the program and the bot make a token for a host name of RDS alone, and say why',
  async () => {
    const server = await startCluster({ certificate: fixture('server.pem'), key: fixture('server-key.pem') });
    onTestFinished(() => server.end());
    const tls = `sslrootcert=${fixture('ca.pem')}`;
    const env = {
      DATABASE_URL: `postgres://postgres@localhost:${server.port}/postgres?auth=iam&${tls}`,
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
      expect([words, code, said]).toEqual([
        words,
        1,
        expect.stringMatching(/with IAM: the host name localhost is not one of RDS .*endpoint itself/),
      ]);
      expect(said).not.toMatch(/X-Amz|Signature|AKIA/);
    }
  },
);
