import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/domain/json.ts';
import { compareJobs, graphForHash, hasGraph, jobForHash, jobUpdate } from '../../../src/domain/steps/job-update.ts';
import { anyJob, plant, secret, secretMark, unknownName } from '../../support/aws/definitions.ts';
import { jobMembers, updatedJob } from '../../support/aws/service-updates.ts';
import fc from '../../support/fast-check.ts';

function updated(job: JsonObject, configuration: string | null = 'std-encrypted'): JsonObject {
  const result = jobUpdate(job, configuration);
  if ('refused' in result) throw new Error(`refused: ${result.refused.join(', ')}`);
  return result.update;
}

test('the list of members is the SDK’s: 23', () => {
  expect(jobMembers).toHaveLength(23);
});

describe('jobUpdate, over every kind of job', () => {
  test('applied as the service applies it, changes the configuration and nothing else', () => {
    fc.assert(
      fc.property(anyJob, fc.constantFrom('new', null), (job, configuration) => {
        const update = updated(job, configuration);
        const after = updatedJob(job, update);
        const { SecurityConfiguration: _1, LastModifiedOn: _2, ...expected } = job;
        const { SecurityConfiguration, LastModifiedOn: _3, ...rest } = after;
        expect(rest).toEqual(expected);
        expect(SecurityConfiguration).toBe(configuration ?? undefined);
        expect(compareJobs(job, after)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('sends only members of JobUpdate, and never the graph or AllocatedCapacity', () => {
    fc.assert(
      fc.property(anyJob, (job) => {
        const update = updated(job);
        expect(jobMembers).toEqual(expect.arrayContaining(Object.keys(update)));
        expect(update).not.toHaveProperty('CodeGenConfigurationNodes');
        expect(update).not.toHaveProperty('AllocatedCapacity');
        expect('MaxCapacity' in update && 'NumberOfWorkers' in update).toBe(false);
      }),
    );
  });

  test('there and back gives the same update', () => {
    fc.assert(
      fc.property(anyJob, (job) => {
        const from = typeof job.SecurityConfiguration === 'string' ? job.SecurityConfiguration : null;
        const back = updated(updatedJob(job, updated(job)), from);
        expect(back).toEqual(updated(job, from));
      }),
    );
  });

  test('an unknown member at any depth refuses the job by its path, and says no value', () => {
    const places = ['', 'Command', 'ExecutionProperty', 'Connections', 'NotificationProperty', 'SourceControlDetails'];
    fc.assert(
      fc.property(anyJob, fc.constantFrom(...places), unknownName, secret, (job, place, name, value) => {
        const strange = plant(job, place, name, value);
        fc.pre(strange !== undefined);
        const result = jobUpdate(strange, 'new');
        expect(result).toEqual({ refused: [place === '' ? name : `${place}.${name}`] });
        expect(JSON.stringify(result)).not.toContain(secretMark);
      }),
    );
  });

  test('the graph and what is read-only may hold anything', () => {
    const odd = {
      Command: { Name: 'glueetl' },
      CodeGenConfigurationNodes: { n: { New: [{}] } },
      AutoUpgradeMetadata: [1],
    };
    expect(updated(odd, 'new')).toEqual({ Command: { Name: 'glueetl' }, SecurityConfiguration: 'new' });
  });
});

describe('jobUpdate', () => {
  test.each<{ what: string; job: JsonObject; refused: readonly string[] }>([
    {
      what: 'an argument that is no text',
      job: { DefaultArguments: { '--token': { a: 1 } } },
      refused: ['DefaultArguments.*'],
    },
    { what: 'arguments that are no map', job: { DefaultArguments: ['x'] }, refused: ['DefaultArguments'] },
    { what: 'a member of another type', job: { Command: 'glueetl' }, refused: ['Command'] },
    {
      what: 'a connection that is no text',
      job: { Connections: { Connections: ['a', {}] } },
      refused: ['Connections.Connections[1]'],
    },
    {
      what: 'a capacity that only AllocatedCapacity holds',
      job: { AllocatedCapacity: 5 },
      refused: ['AllocatedCapacity'],
    },
    {
      what: 'a masked token',
      job: { SourceControlDetails: { AuthToken: '*****' } },
      refused: ['SourceControlDetails.AuthToken'],
    },
    {
      what: 'a token of which a part is masked',
      job: { SourceControlDetails: { AuthStrategy: 'PERSONAL_ACCESS_TOKEN', AuthToken: '****cafe' } },
      refused: ['SourceControlDetails.AuthToken'],
    },
    {
      what: 'a token that is there and not shown',
      job: { SourceControlDetails: { Provider: 'GITHUB', AuthStrategy: 'PERSONAL_ACCESS_TOKEN' } },
      refused: ['SourceControlDetails.AuthToken'],
    },
    {
      what: 'every one of several',
      job: { A: 1, Command: { B: 1, C: null } },
      refused: ['A', 'Command.B', 'Command.C'],
    },
  ])('refuses $what', ({ job, refused }) => {
    expect(jobUpdate(job, 'new')).toEqual({ refused });
  });

  test.each<{ what: string; job: JsonObject; sent: JsonObject }>([
    {
      what: 'null as absent',
      job: { Description: null, Command: { Name: 'glueetl', Runtime: null } },
      sent: { Command: { Name: 'glueetl' } },
    },
    {
      what: 'Python shell capacity',
      job: { Command: { Name: 'pythonshell' }, MaxCapacity: 0.0625, AllocatedCapacity: 0 },
      sent: { Command: { Name: 'pythonshell' }, MaxCapacity: 0.0625 },
    },
    {
      what: 'capacity of Glue 1.0',
      job: { GlueVersion: '1.0', MaxCapacity: 10, AllocatedCapacity: 10 },
      sent: { GlueVersion: '1.0', MaxCapacity: 10 },
    },
    {
      what: 'Python shell capacity beside workers: a setting, not a computed one',
      job: { Command: { Name: 'pythonshell' }, NumberOfWorkers: 1, MaxCapacity: 1 },
      sent: { Command: { Name: 'pythonshell' }, NumberOfWorkers: 1, MaxCapacity: 1 },
    },
    {
      what: 'workers',
      job: { WorkerType: 'G.1X', NumberOfWorkers: 4, MaxCapacity: 4 },
      sent: { WorkerType: 'G.1X', NumberOfWorkers: 4 },
    },
    {
      what: 'a Ray job',
      job: { Command: { Name: 'glueray', Runtime: 'Ray2.4' }, Timeout: 0, WorkerType: 'Z.2X' },
      sent: { Command: { Name: 'glueray', Runtime: 'Ray2.4' }, WorkerType: 'Z.2X' },
    },
    {
      what: 'empty maps',
      job: { DefaultArguments: {}, Connections: {} },
      sent: { DefaultArguments: {}, Connections: {} },
    },
    {
      what: 'a map key that looks special',
      job: { DefaultArguments: JSON.parse('{"__proto__":"x"}') },
      sent: { DefaultArguments: JSON.parse('{"__proto__":"x"}') },
    },
  ])('sends $what', ({ job, sent }) => {
    expect(JSON.stringify(updated(job, null))).toBe(JSON.stringify(sent));
  });
});

describe('compareJobs', () => {
  const job: JsonObject = {
    Name: 'j',
    CreatedOn: 1,
    LastModifiedOn: 2,
    Command: { Name: 'glueetl', PythonVersion: '3' },
    WorkerType: 'G.1X',
    NumberOfWorkers: 2,
    MaxCapacity: 2,
    AllocatedCapacity: 2,
    DefaultArguments: { '--a': 'S3CR3T', '--b': 'x' },
    Connections: { Connections: ['a', 'b'] },
    CodeGenConfigurationNodes: { n: { A: 1 } },
    ProfileName: 'p',
  };

  test.each<{ change: JsonObject; paths: readonly string[] }>([
    { change: {}, paths: [] },
    { change: { SecurityConfiguration: 'new', LastModifiedOn: 9, MaxCapacity: 4, AllocatedCapacity: 4 }, paths: [] },
    { change: { Description: null }, paths: [] },
    { change: { CreatedOn: 7 }, paths: ['CreatedOn'] },
    { change: { ProfileName: null }, paths: ['ProfileName'] },
    {
      change: { Command: { Name: 'glueetl', PythonVersion: '2' }, Timeout: 1 },
      paths: ['Command.PythonVersion', 'Timeout'],
    },
    { change: { DefaultArguments: { '--a': 'other', '--b': 'x' } }, paths: ['DefaultArguments'] },
    { change: { Connections: { Connections: ['a', 'c'] } }, paths: ['Connections.Connections[1]'] },
    { change: { Connections: { Connections: ['a'] } }, paths: ['Connections.Connections'] },
    { change: { CodeGenConfigurationNodes: {} }, paths: ['CodeGenConfigurationNodes'] },
    { change: { WorkerType: null, NumberOfWorkers: null }, paths: ['MaxCapacity', 'NumberOfWorkers', 'WorkerType'] },
  ])('$change differs at $paths', ({ change, paths }) => {
    expect(compareJobs(job, { ...job, ...change })).toEqual(paths);
  });

  test('a changed field is always found, and never its value', () => {
    const fields = jobMembers.filter((name) => !['AllocatedCapacity', 'SecurityConfiguration'].includes(name));
    fc.assert(
      fc.property(anyJob, fc.constantFrom(...fields), secret, (before, name, value) => {
        const ray = JSON.stringify(before.Command).includes('glueray');
        fc.pre(!(name === 'MaxCapacity' && 'NumberOfWorkers' in before) && !(name === 'Timeout' && ray));
        const found = compareJobs(before, { ...before, [name]: value });
        expect(found.some((path) => path === name || path.startsWith(`${name}.`))).toBe(true);
        expect(found.join()).not.toContain(secretMark);
      }),
    );
  });
});

describe('digest input', () => {
  test('changes with what a person changes and not with what the service keeps', () => {
    fc.assert(
      fc.property(anyJob, (job) => {
        const kept = { ...job, LastModifiedOn: 3, AutoUpgradeMetadata: { Status: 'RUNNING' } };
        expect(jobForHash(Object.fromEntries(Object.entries(kept).reverse()))).toBe(jobForHash(job));
        expect(jobForHash({ ...job, CreatedOn: 5 })).not.toBe(jobForHash(job));
        expect(jobForHash({ ...job, SecurityConfiguration: 'another' })).not.toBe(jobForHash(job));
        expect(jobForHash({ ...job, FutureField: 1 })).not.toBe(jobForHash(job));
      }),
    );
  });

  test('the graph has its own, and an empty one is none', () => {
    expect(graphForHash({ CodeGenConfigurationNodes: { b: 1, a: 2 } })).toBe('{"a":2,"b":1}');
    expect([graphForHash({}), graphForHash({ CodeGenConfigurationNodes: {} })]).toEqual([null, null]);
    expect(hasGraph({ CodeGenConfigurationNodes: null })).toBe(false);
  });
});
