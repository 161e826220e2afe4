import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

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
  readFileSync(file, 'utf8').includes('/support/nock.ts'),
);
const apart = [...processes, ...strictHttp];
/** What `npm run test:fast` runs: decisions, and what is said of them. */
const fast = ['test/{domain,usecases,views,commands,terminal}/**/*.test.ts'];

/**
 * Each test file belongs to one project (test/projects.test.ts says so). They begin in the order of their names: what
 * waits most is first, and what only computes fills the gaps. `apart` has a worker for each file, the others share.
 */
export const projects = [
  { name: 'apart', include: apart, exclude: [], isolate: true },
  { name: 'edges', include: ['test/**/*.test.ts'], exclude: [...apart, ...fast], isolate: false },
  { name: 'fast', include: fast, exclude: apart, isolate: false },
];

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // One more than there are cores: a flow waits for its processes more than it computes.
    maxWorkers: availableParallelism() + 1,
    expect: { poll: { timeout: 8_000 } },
    // A test that starts the real process must never see the caller's AWS or Slack settings.
    env: { AWS_EC2_METADATA_DISABLED: 'true', NO_COLOR: '1' },
    projects: projects.map((test) => ({ extends: true, test })),
  },
});
