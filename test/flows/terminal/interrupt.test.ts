import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { startAws } from '../../../sandbox/aws/server.ts';
import { launch, tempFolder, writeConfig } from '../../support/processes/run.ts';

const hanging = 'us-east-1';

/** Starts an audit against a fleet of which one region hangs, and presses Ctrl-C once the others were read. */
async function interrupted(presses: (press: () => void) => void) {
  const aws = await startAws({ seed: 'demo' });
  onTestFinished(() => aws.close());
  const folder = tempFolder();
  const GLUEWARDEN_CONFIG = writeConfig(folder, { accounts: aws.fleet });
  const audit = () => launch(['audit', '--format', 'json'], folder, { ...aws.environment(), GLUEWARDEN_CONFIG });
  const elsewhere = () => aws.requests.list.filter(({ region }) => region !== hanging).length;
  const whole = audit();
  whole.stdout?.resume();
  await once(whole, 'exit');
  const asked = elsewhere();

  aws.faults.add({ service: 'glue', region: hanging, effect: { kind: 'hang' } });
  const child = audit();
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const hung = aws.fleet.flatMap(({ regions }) => regions).filter((region) => region === hanging);
  // Everything else was asked as before, and nothing but the region that hangs is waited for, look after look.
  let quiet = 0;
  const isQuiet = () => {
    quiet = aws.requests.inFlight === 2 * hung.length && elsewhere() === 2 * asked ? quiet + 1 : 0;
    return quiet;
  };
  await expect.poll(isQuiet, { timeout: 40_000 }).toBeGreaterThan(8);
  presses(() => child.kill('SIGINT'));
  return { code: await code, stdout: () => stdout, stderr: () => stderr };
}

test('Ctrl-C prints what was read until then as JSON, the rest as cancelled, and exits 3', async () => {
  const { code, stdout, stderr } = await interrupted((press) => {
    press();
    // As npm does.
    press();
  });
  expect(code).toBe(3);
  expect(stderr()).toBe('Cancelled: what was read until now follows. Ctrl-C again ends at once.\n');
  const { targets, findings } = JSON.parse(stdout());
  const reasons = new Map<string, number>();
  for (const { outcome, reason = outcome } of targets) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  expect(reasons.get('Cancelled')).toBeGreaterThan(1);
  expect(reasons.get('scanned')).toBeGreaterThan(3);
  expect(findings.length).toBeGreaterThan(5);
});
