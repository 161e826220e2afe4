import { randomUUID } from 'node:crypto';
import { globSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { postgresBin } from './test/support/postgres/postgres-bin.ts';

/** What starts processes or a browser, listens and waits. */
const processes = [
  'test/flows/**/*.test.ts',
  'test/cli.test.ts',
  'test/launch.test.ts',
  'test/**/main.test.ts',
  'test/**/*.browser.test.ts',
  'test/store/{crash,two-processes}.test.ts',
];
/** nock takes over Node's HTTP as soon as it is loaded, and counts a late request of another file against its own. */
const strictHttp = globSync('test/**/*.test.ts').filter((file) =>
  readFileSync(file, 'utf8').includes('/support/aws/nock.ts'),
);
/** A process dies, a call fails or two race at every instant in turn: right, and too long for a quick look. */
const everyInstant = ['test/usecases/{execution,retire}-*.test.ts'];
const apart = [...processes, ...strictHttp];

/**
 * Each test file belongs to one project (test/projects.test.ts says so). They begin in the order of their names: what
 * waits most is first, and what only computes fills the gaps. The files of a project follow each other in a worker, with
 * everything that is loaded, so each leaves the process as it found it.
 */
export const projects = [
  // A time-out is for what hangs: a busy machine is slow to start processes.
  { name: 'apart', include: processes, exclude: [], isolate: false, testTimeout: 90_000 },
  {
    name: 'shared',
    include: ['test/**/*.test.ts'],
    exclude: [...apart, ...everyInstant],
    isolate: false,
    testTimeout: 60_000,
  },
  { name: 'instants', include: everyInstant, exclude: [], isolate: false, testTimeout: 60_000 },
  { name: 'strict', include: strictHttp, exclude: [], isolate: false, testTimeout: 60_000 },
];

if (postgresBin() === undefined)
  console.warn(
    'There is no PostgreSQL here (Debian: apt-get install postgresql): its tests are left out. CI runs them.',
  );

/** For what the workers of a run make once. Whoever needs it makes it. */
const runFolder = join(tmpdir(), `gluewarden-run-${randomUUID()}`);
process.once('exit', () => rmSync(runFolder, { recursive: true, force: true }));

export default defineConfig({
  test: {
    hookTimeout: 30_000,
    // One more than there are cores: a flow waits for its processes now and then. With more of them on slow cores a process
    // is not woken for seconds, and a connection counts as lost.
    maxWorkers: availableParallelism() + 1,
    expect: { poll: { timeout: 20_000 } },
    // A test that starts the real process must never see the caller's AWS or Slack settings.
    env: {
      AWS_EC2_METADATA_DISABLED: 'true',
      NO_COLOR: '1',
      GLUEWARDEN_TEST_RUN: runFolder,
      // What the processes of tests compile is kept, between runs too: a start then takes half the time.
      NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/gluewarden-tests'),
    },
    projects: projects.map((test) => ({ extends: true, test })),
  },
});
