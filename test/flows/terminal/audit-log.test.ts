import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { byHand, openAt } from '../../store/harness.ts';
import { run, tempFolder } from '../../support/processes/run.ts';
import { loadOldDatabase } from '../../support/processes/upgrade.ts';

const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

test('the audit trail of a database from before the chain is shown, exported and proven; a change is named', async () => {
  const folder = tempFolder();
  const file = join(folder, 'gluewarden.db');
  const DATABASE_URL = `sqlite:${file}`;
  const log = (...words: string[]) => run(['audit-log', ...words], folder, { DATABASE_URL });
  const missing = await log('verify');
  expect([missing.code, flat(missing.stderr), existsSync(file)]).toEqual([
    1,
    expect.stringContaining('no file'),
    false,
  ]);
  loadOldDatabase(file);
  const old = await log('verify');
  expect([old.code, flat(old.stderr)]).toEqual([1, expect.stringContaining('Start the bot of this version')]);

  const store = await openAt(DATABASE_URL);
  const entry = { at: 4e12, actor: 'UNEW', action: 'x', subject: 'rnew', detail: { n: 1 }, awsRequestIds: [] };
  await store.remediation.audit({ id: 'new', ...entry });
  const verified = await log('verify');
  expect([verified.code, verified.stderr]).toEqual([0, '']);
  expect(flat(verified.stdout)).toMatch(
    /from before the chain, covered by its first link: every link holds\. Head: \d+:/,
  );
  const [, head = ''] = /^Head: (.*)$/m.exec(verified.stdout) ?? [];
  expect((await log('verify', '--head', head)).code).toBe(0);

  const shown = await log('show', '--actor', 'UNEW', '--format', 'json');
  expect(JSON.parse(shown.stdout)).toMatchObject([{ id: 'new', subject: 'rnew' }]);
  const { stdout: lines } = await log('export');
  const last = JSON.parse(lines.trimEnd().split('\n').at(-1) ?? '');
  expect(`${last.place}:${last.hash}`).toBe(head);

  await byHand(DATABASE_URL, 'drop trigger audit_no_update');
  await byHand(DATABASE_URL, `update audit set actor = 's3cret' where id = 'new'`);
  const broken = await log('verify');
  expect([broken.code, flat(broken.stdout)]).toEqual([
    2,
    expect.stringMatching(/^BROKEN: entry [\d,]+ \(audit new, x, /),
  ]);
  expect(broken.stdout).not.toContain('s3cret');
  await byHand(DATABASE_URL, 'drop trigger audit_no_delete');
  await byHand(DATABASE_URL, `delete from audit where id = 'new'`);
  expect((await log('verify')).code).toBe(0);
  const cut = await log('verify', '--head', head);
  expect([cut.code, flat(cut.stdout)]).toEqual([2, expect.stringContaining('Was an older backup restored?')]);
});

const recipe = /```py\n(.*?)```/s.exec(readFileSync('docs/security.md', 'utf8'))?.[1] ?? '';

function python(input: string): string {
  return execFileSync('python3', ['-c', recipe], { input, encoding: 'utf8', stdio: 'pipe' }).trim();
}

const hasPython = (() => {
  try {
    return python('') === '0'.repeat(64);
  } catch {
    return false;
  }
})();

test.skipIf(!hasPython)('the sum is done again by other means from the export alone', async () => {
  const folder = tempFolder();
  const file = join(folder, 'gluewarden.db');
  loadOldDatabase(file);
  const store = await openAt(`sqlite:${file}`);
  const detail = { text: 'é🔑\u2028\u007f\u0001"\\/', 'z.key': -12, a: true };
  await store.remediation.audit({
    id: 'n',
    at: 1,
    actor: 'U\t1',
    action: 'x',
    subject: 'r',
    detail,
    awsRequestIds: ['é'],
  });
  const { stdout } = await run(['audit-log', 'export'], folder, { DATABASE_URL: `sqlite:${file}` });
  expect(python(stdout)).toBe((await store.auditLog.head())?.hash);
  expect(() => python(stdout.replace('"actor":"U\\t1"', '"actor":"U2"'))).toThrow(/not as it was written/);
});
