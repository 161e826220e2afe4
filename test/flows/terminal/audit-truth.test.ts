import { expect, onTestFinished, test } from 'vitest';
import { seedNamed } from '../../../sandbox/aws/seed/index.ts';
import { truth as truthOf } from '../../../sandbox/aws/seed/truth.ts';
import { startAws } from '../../../sandbox/aws/server.ts';
import { run, tempFolder, writeConfig } from '../../support/processes/run.ts';

interface Reported {
  readonly targets: readonly Record<string, unknown>[];
  readonly findings: readonly Record<string, unknown>[];
}

const now = Date.now();

/** The terminal audit as a person runs it, against a fleet of the local AWS. */
async function audit(seed: 'cases' | 'demo' | 'clean' | 'noncompliant', words: readonly string[] = []) {
  const aws = await startAws({ seed: seedNamed(seed, { now, regions: 3 }) });
  onTestFinished(() => aws.close());
  const folder = tempFolder();
  const GLUEWARDEN_CONFIG = writeConfig(folder, { accounts: aws.fleet });
  const ended = await run(['audit', '--format', 'json', ...words], folder, { ...aws.environment(), GLUEWARDEN_CONFIG });
  return { ...ended, report: JSON.parse(ended.stdout) as Reported, requests: aws.requests.counts };
}

const pick = (from: Record<string, unknown>, keys: readonly string[]) =>
  Object.fromEntries(keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]]])));

const order = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** The fields that both sides must agree on. A reference's `via` and a message in words are ours alone. */
function comparable({ targets, findings }: { targets: readonly object[]; findings: readonly object[] }) {
  const finding = (each: object) => {
    const picked = pick({ ...each }, ['rule', 'account', 'region', 'kind', 'name', 'reason', 'exposure']);
    const { references, referencesIncomplete, kind, detail } = each as Record<string, unknown>;
    const list = (value: unknown, keys: readonly string[]) =>
      Array.isArray(value) ? value.map((entry) => pick(entry, keys)).sort(order) : undefined;
    return {
      ...picked,
      ...(kind === 'dangling-reference' && { detail }),
      references: list(references, ['type', 'name', 'bookmarks']),
      referencesIncomplete: list(referencesIncomplete, ['call', 'error']),
    };
  };
  return {
    targets: targets.map((target) => pick({ ...target }, ['account', 'region', 'outcome', 'reason'])).sort(order),
    findings: findings.map(finding).sort(order),
  };
}

test.each(['cases', 'demo', 'noncompliant'] as const)(
  'the terminal audit of %s agrees with the truth of the seed',
  async (name) => {
    const truth = comparable(truthOf(seedNamed(name, { now, regions: 3 })));
    const { report, code, stderr } = await audit(name);
    expect(stderr).toBe('');
    const seen = comparable(report);
    expect(seen.targets).toEqual(truth.targets);
    expect(seen.findings).toEqual(truth.findings);
    expect(truth.findings.length).toBeGreaterThan(10);
    expect(code).toBe(truth.targets.some(({ outcome }) => outcome === 'unknown') ? 3 : 2);
  },
);

test('a compliant fleet costs two requests a region, and exits 0', async () => {
  const { code, report, requests } = await audit('clean', ['--no-key-check']);
  expect(code).toBe(0);
  expect(report.findings).toEqual([]);
  expect(requests).toMatchObject({ 'glue:GetSecurityConfigurations': 3, 'glue:GetJobs': 3 });
  expect(Object.keys(requests).filter((call) => call.startsWith('glue:'))).toHaveLength(2);
});
