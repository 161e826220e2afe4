import { expect, test } from 'vitest';
import { commandHelp } from '../../src/terminal/help.ts';
import {
  plainSpecs,
  readDoctorArgs,
  readManifestArgs,
  readNothing,
  readPolicyArgs,
} from '../../src/terminal/plain-specs.ts';

test('what takes nothing takes help, and refuses everything else', () => {
  expect(readNothing(plainSpecs.start, [])).toEqual({ help: false });
  expect(readNothing(plainSpecs.start, ['--help'])).toEqual({ help: true });
  for (const word of ['now', '', '--fast', '--'])
    expect(() => readNothing(plainSpecs.start, [word])).toThrow(expect.objectContaining({ code: 'usage' }));
});

test('doctor takes a format', () => {
  expect(readDoctorArgs([])).toEqual({ help: false, format: 'table' });
  expect(readDoctorArgs(['--format', 'JSON'])).toEqual({ help: false, format: 'json' });
  expect(readDoctorArgs(['--format=table', '--help'])).toEqual({ help: true, format: 'table' });
  for (const words of [['json'], ['--format'], ['--format', 'csv'], ['--format', 'json', '--format', 'table'], ['--']])
    expect(() => readDoctorArgs(words)).toThrow(expect.objectContaining({ code: 'usage' }));
  expect(() => readDoctorArgs(['--format', 'jsn'])).toThrow(
    expect.objectContaining({ suggestions: ['--format json'] }),
  );
});

test('policy takes a format', () => {
  expect(readPolicyArgs([])).toEqual({ help: false, format: 'json' });
  expect(readPolicyArgs(['--format', 'CloudFormation'])).toEqual({ help: false, format: 'cloudformation' });
  for (const words of [['now'], ['--format'], ['--format', 'yaml']])
    expect(() => readPolicyArgs(words)).toThrow(expect.objectContaining({ code: 'usage' }));
});

test('the manifest takes one https address', () => {
  const address = 'https://gluewarden.example.com/x';
  expect(readManifestArgs([])).toEqual({ help: false });
  expect(readManifestArgs([address])).toEqual({ help: false, requestUrl: address });
  for (const words of [['example.com'], ['http://example.com'], [''], [address, address]])
    expect(() => readManifestArgs(words)).toThrow(/https:\/\/gluewarden\.example\.com/);
});

test.each(Object.values(plainSpecs))('the help of $name fits 80 columns', (spec) => {
  const help = commandHelp(spec);
  expect(Math.max(...help.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(help).not.toMatch(/ $/m);
});
