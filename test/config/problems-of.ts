import { knownPartition } from '../../src/aws/access/partition.ts';
import { outsideUnknown } from '../../src/config/cross-checks.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { ConfigError } from '../../src/config/problems.ts';

/** The problems of a file, as an operator sees them. */
export function problems(...lines: string[]): string {
  try {
    parseConfig(lines.join('\n'), 'gluewarden.yaml', { ...outsideUnknown, knownPartition });
  } catch (error) {
    if (error instanceof ConfigError) return error.message.replace(/^.*\n/, '');
    throw error;
  }
  return 'none';
}

/** A file with one schedule. */
export const schedule = (...lines: string[]) => [
  'schedules:',
  '  - name: daily',
  ...lines.map((line) => `    ${line}`),
];
