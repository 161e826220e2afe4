import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { defaultConnections } from '../src/aws/access/connections.ts';
import { sessionName } from '../src/aws/access/entrance.ts';
import { remediationCalls, scanCalls } from '../src/aws/policies/calls.ts';
import { remediationPolicy, scanPolicy } from '../src/aws/policies/policies.ts';
import { longestPolicy, planningPolicy } from '../src/aws/policies/session-policy.ts';
import { glueLists } from '../src/aws/read/glue-lists.ts';
import { chainBegun } from '../src/domain/evidence/audit-entry.ts';
import { oldestObservation } from '../src/usecases/remediation/execute/execute-step.ts';
import { leaseMs } from '../src/usecases/remediation/execute/execution-lease.ts';
import { codeOf, readMarkdown, tableUnder } from './readme/markdown.ts';

const page = readMarkdown('docs/security.md');
const prose = page.prose.join(' ').replaceAll(/\s+/g, ' ');
const sources = globSync('{src,commands}/**/*.ts').map((path) => ({ path, text: readFileSync(path, 'utf8') }));

test('the permissions are those that are printed', () => {
  const policies = page.blocks.filter(({ language }) => language === 'json').map(({ text }) => JSON.parse(text));
  expect(policies).toEqual([scanPolicy(), remediationPolicy(['arn:aws:iam::ACCOUNT-ID:role/ROLE-OF-YOUR-JOBS'])]);
});

test('every entry of the audit trail is explained, and no other', () => {
  const explained = tableUnder(page, '| entry |').flatMap(([names = '']) => names.split(', ').map(codeOf));
  const useCases = sources.filter(({ path }) => path.startsWith('src/usecases/'));
  const written = useCases.flatMap(({ text }) =>
    [
      ...text.matchAll(
        /'((?:request|withdrawal|decision|execution|remediation|pause|press|delivery|scan|key|owner)\.[a-z-]+)'/g,
      ),
    ].map(([, name = '']) => name),
  );
  const ends = ['step.done', 'step.already', 'step.drifted', 'step.failed'];
  const executions = ['execution.done', 'execution.partly-done', 'execution.failed'];
  const runs = ['run.good', 'run.doubtful', 'run.failed', 'run.unseen'];
  const orders = ['back', 'canary', 'stop'].flatMap((what) => [`${what}.ordered`, `${what}.refused`]);
  const all = new Set([chainBegun, ...written, ...ends, ...executions, ...runs, ...orders]);
  expect(explained.toSorted()).toEqual([...all].toSorted());
});

test('what it never calls is called nowhere', () => {
  const listed = [...scanCalls, ...remediationCalls].map(({ operation }) => operation);
  for (const operation of ['ResetJobBookmark', 'StartJobRun', 'BatchStopJobRun', 'DeleteJob']) {
    expect(listed).not.toContain(operation);
    expect(sources.filter(({ text }) => text.includes(`${operation}Command`)).map(({ path }) => path)).toEqual([]);
  }
  expect(JSON.stringify([scanPolicy(), planningPolicy])).not.toMatch(/Delete|Update|Create/);
  const deletes = [...JSON.stringify(remediationPolicy([])).matchAll(/"(\w+:Delete\w+)"/g)].map(([, name]) => name);
  expect(deletes).toEqual(['glue:DeleteSecurityConfiguration']);
});

test('figures and names are those of the code', () => {
  expect(prose).toContain(`${longestPolicy.toLocaleString('en')} characters`);
  expect(prose).toContain(`the ${defaultConnections.requestTimeoutMs / 1000} seconds that a request may take`);
  expect(prose).toContain(`A read is good for ${oldestObservation / 1000} seconds`);
  const { text } = readMarkdown('docs/architecture.md');
  expect(text).toContain(`lease of ${leaseMs / 1_000} seconds`);
  expect(text).toContain(`at most ${defaultConnections.requestTimeoutMs / 1000} seconds for its answer`);
  const sessions = tableUnder(page, '| who | session name |').map(([, name]) => codeOf(name));
  expect(sessions.slice(0, 2)).toEqual([sessionName(undefined), sessionName(undefined, 'planning')]);
});

/** Commands of the AWS CLI, each on one line. */
const commands = [...page.text.replaceAll(/\s+/g, ' ').matchAll(/`(aws [^`]+)`/g)].map(([, command = '']) => command);

/** botocore's paginators: the CLI documents `--page-size` and `--max-items` for these, and no `--max-results`. */
const paged =
  /^aws (?:glue get-(?:security-configurations|jobs|triggers|crawlers|dev-endpoints|job-runs|tables)|organizations list-[a-z-]+) /;

/** `GetMLTransforms` as the CLI writes it. */
function cliName(call: string): string {
  return call
    .replace('ML', 'Ml')
    .replaceAll(/(?<!^)([A-Z])/g, '-$1')
    .toLowerCase();
}

test.each(Object.values(glueLists).map(({ call, pageSize }) => [call, pageSize] as const))(
  'the command that settles the page of %s asks for %i, as the code does',
  (call, size) => {
    const own = commands.filter((command) => command.startsWith(`aws glue ${cliName(call)} --`));
    const options = paged.test(`aws glue ${cliName(call)} `)
      ? `--page-size ${size} --max-items ${size}`
      : `--max-results ${size}`;
    expect(own).toEqual([`aws glue ${cliName(call)} ${options}`]);
  },
);

test('no command has an option that the CLI has not', () => {
  expect(commands.length).toBeGreaterThan(30);
  const wrong = commands.filter((command) =>
    paged.test(`${command} `) ? /--max-results|--next-token|--no-paginate/.test(command) : /--page-size/.test(command),
  );
  expect(wrong).toEqual([]);
});

test('each numbered belief says what an answer means', () => {
  const numbered =
    page.text
      .split('### The commands that settle them')[1]
      ?.split(/\n(?=\d+\. )/)
      .slice(1) ?? [];
  expect(numbered.length).toBeGreaterThanOrEqual(20);
  const unexplained = numbered.filter(
    (item) => !/it holds|the bot does not do it|nothing to wait for/.test(item.replaceAll(/\s+/g, ' ')),
  );
  expect(unexplained).toEqual([]);
});
