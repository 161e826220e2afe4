import { describe, expect, test } from 'vitest';
import { indexUsage } from '../../../src/domain/audit/exposure.ts';
import type { Job, Trigger } from '../../../src/domain/model.ts';
import { bookmarkOptions } from '../../../src/domain/model.ts';
import fc from '../../support/fast-check.ts';
import { job, trigger } from '../../support/inventory.ts';

const enable = 'job-bookmark-enable';
const pause = 'job-bookmark-pause';
const disable = 'job-bookmark-disable';

function usage(jobs: readonly Job[], triggers: readonly Trigger[] = []) {
  return indexUsage({ jobs, triggers: { items: triggers } }).ofConfiguration('c');
}

const uses = { securityConfiguration: 'c' };

describe('the exposure of a configuration', () => {
  test.each([
    ['nothing names it', [], [], 'unused'],
    ['bookmarks on', [job('j', { ...uses, defaultBookmark: enable })], [], 'exposed'],
    ['bookmarks paused', [job('j', { ...uses, defaultBookmark: pause })], [], 'exposed'],
    ['bookmarks off', [job('j', { ...uses, defaultBookmark: disable })], [], 'latent'],
    ['no option means off', [job('j', uses)], [], 'latent'],
    ['an option that Glue does not know means off', [job('j', { ...uses, defaultBookmark: 'yes' })], [], 'latent'],
    ['streaming counts', [job('j', { ...uses, command: 'gluestreaming', defaultBookmark: enable })], [], 'exposed'],
    ['pythonshell writes none', [job('j', { ...uses, command: 'pythonshell', defaultBookmark: enable })], [], 'latent'],
    ['glueray writes none', [job('j', { ...uses, command: 'glueray', defaultBookmark: enable })], [], 'latent'],
    [
      'a kind not known yet counts',
      [job('j', { ...uses, command: 'gluefuture', defaultBookmark: enable })],
      [],
      'exposed',
    ],
    ['fixed beats default', [job('j', { ...uses, fixedBookmark: disable, defaultBookmark: enable })], [], 'latent'],
    [
      'fixed beats the trigger',
      [job('j', { ...uses, fixedBookmark: disable })],
      [trigger('t', { jobName: 'j', bookmark: enable })],
      'latent',
    ],
    ['the trigger beats the default', [job('j', uses)], [trigger('t', { jobName: 'j', bookmark: enable })], 'exposed'],
    [
      'a weaker trigger does not hide the own run',
      [job('j', { ...uses, defaultBookmark: enable })],
      [trigger('t', { jobName: 'j', bookmark: disable })],
      'exposed',
    ],
    ['an empty option is none', [job('j', { ...uses, fixedBookmark: '', defaultBookmark: enable })], [], 'exposed'],
    [
      'the trigger names it',
      [job('j', { defaultBookmark: enable })],
      [trigger('t', { jobName: 'j', ...uses })],
      'exposed',
    ],
    ['the trigger names it, off', [job('j')], [trigger('t', { jobName: 'j', ...uses })], 'latent'],
    ['the trigger names it for no job', [], [trigger('t', { jobName: 'gone', ...uses, bookmark: enable })], 'latent'],
    ['the trigger names it for a crawler', [], [trigger('t', { crawlerName: 'w', ...uses })], 'latent'],
    [
      'the enabling trigger names another',
      [job('j', uses)],
      [trigger('t', { jobName: 'j', securityConfiguration: 'd', bookmark: enable })],
      'latent',
    ],
  ] as const)('%s', (_case, jobs, triggers, exposure) => {
    expect(usage(jobs, triggers).exposure).toBe(exposure);
  });
});

test('references name each user once, with the strongest option and the trigger that caused it', () => {
  const { references } = usage(
    [
      job('quiet', uses),
      job('shell', { ...uses, command: 'pythonshell' }),
      job('other', { securityConfiguration: 'd' }),
    ],
    [
      trigger('nightly', { jobName: 'quiet', bookmark: enable }, { jobName: 'quiet', bookmark: pause }),
      trigger('override', { jobName: 'other', ...uses }, { jobName: 'other', ...uses, bookmark: pause }),
    ],
  );
  expect(references).toEqual([
    { type: 'job', name: 'quiet', bookmarks: enable, via: ['nightly'] },
    { type: 'job', name: 'shell' },
    { type: 'trigger', name: 'override', bookmarks: pause },
  ]);
});

test('crawlers, endpoints, sessions and transforms are references that write no bookmarks', () => {
  const named = { items: [{ name: 'x', securityConfiguration: 'c' }, { name: 'y' }] };
  const index = indexUsage({ jobs: [], crawlers: named, devEndpoints: named, sessions: named, transforms: named });
  expect(index.ofConfiguration('c')).toEqual({
    exposure: 'latent',
    references: ['crawler', 'dev-endpoint', 'session', 'ml-transform'].map((type) => ({ type, name: 'x' })),
  });
});

test('a bare job is exposed only by runs that have no configuration', () => {
  const bare = job('j');
  const covered = indexUsage({
    jobs: [bare],
    triggers: { items: [trigger('t', { jobName: 'j', securityConfiguration: 'good', bookmark: enable })] },
  });
  expect(covered.ofJob(bare, undefined).exposure).toBe('latent');
  const open = indexUsage({ jobs: [bare], triggers: { items: [trigger('t', { jobName: 'j', bookmark: enable })] } });
  expect(open.ofJob(bare, undefined)).toEqual({
    exposure: 'exposed',
    references: [{ type: 'job', name: 'j', bookmarks: enable, via: ['t'] }],
  });
});

test('property: exposed exactly when some run with the configuration writes bookmarks', () => {
  const option = fc.option(fc.constantFrom(...bookmarkOptions, ''), { nil: undefined });
  const configuration = fc.option(fc.constantFrom('c', 'd', ''), { nil: undefined });
  const jobs = fc.uniqueArray(
    fc.record({
      name: fc.constantFrom('a', 'b', 'z'),
      command: fc.constantFrom('glueetl', 'pythonshell'),
      securityConfiguration: configuration,
      fixedBookmark: option,
      defaultBookmark: option,
    }),
    { selector: ({ name }) => name },
  );
  const actions = fc.array(
    fc.record({ jobName: fc.constantFrom('a', 'b', 'gone'), securityConfiguration: configuration, bookmark: option }),
  );
  fc.assert(
    fc.property(jobs, actions, (someJobs, someActions) => {
      const clean = <T extends object>(value: T) =>
        Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined));
      const all = someJobs.map((entry) => ({ name: entry.name, ...clean(entry) }));
      const triggers = [{ name: 't', actions: someActions.map(clean) }];
      const writes = someJobs.some((entry) => {
        if (entry.command === 'pythonshell') return false;
        const starts = [{}, ...someActions.filter((action) => action.jobName === entry.name)];
        return starts.some((start: { securityConfiguration?: string | undefined; bookmark?: string | undefined }) => {
          const name = start.securityConfiguration || entry.securityConfiguration;
          const value = entry.fixedBookmark || start.bookmark || entry.defaultBookmark;
          return name === 'c' && (value === enable || value === pause);
        });
      });
      expect(usage(all, triggers).exposure === 'exposed').toBe(writes);
    }),
  );
});
