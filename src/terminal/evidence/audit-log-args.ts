import { type KeptHead, readHead } from '../../domain/evidence/audit-chain.ts';
import { nearest } from '../../domain/nearest.ts';
import { dayMs } from '../../domain/retention.ts';
import type { AuditLogFilter } from '../../usecases/ports/records/audit-log-records.ts';
import { noMoreWords } from '../../usecases/words/usage-words.ts';
import type { CommandSpec } from '../help.ts';
import { oneValue, type ReadWords, readOptions, usage } from '../options.ts';
import { readInstant } from './instants.ts';

const actions = {
  show: 'the entries, as a table; --format json or csv for programs',
  export: 'every entry as a line of JSON, with the hash that links it: what verify proves can be proven without us',
  verify: 'prove that no entry was changed, removed or reordered since it was written, and name the first that was',
} as const;

export type AuditLogAction = keyof typeof actions;

/** What `gluewarden audit-log` was asked for. */
export type AuditLogArgs =
  | { readonly action: 'help' }
  | { readonly action: 'show'; readonly format: LogFormat; readonly filter: AuditLogFilter }
  | { readonly action: 'export' }
  /** `head`: what was kept elsewhere. */
  | { readonly action: 'verify'; readonly head?: KeptHead };

const formats = ['table', 'json', 'csv'] as const;
export type LogFormat = (typeof formats)[number];

const names = Object.keys(actions);

export const auditLogSpec: CommandSpec = {
  name: 'audit-log',
  about:
    'Reads the audit trail of the database that DATABASE_URL names: who did what, refused attempts too. Changes nothing, needs neither AWS nor Slack, and the bot may run.',
  usage: `${names.join(' | ')} [options]`,
  options: {
    '--from': {
      value: 'DAY',
      needs: 'a day or an instant',
      example: '--from 2026-11-01',
      does: ['show: from the start of this day in UTC on, or from an instant, 2026-11-01T08:00Z'],
    },
    '--to': {
      value: 'DAY',
      needs: 'a day or an instant',
      example: '--to 2026-11-30',
      does: ['show: to the end of this day in UTC, or before an instant'],
    },
    '--subject': {
      value: 'ID',
      needs: 'the id of a request or an execution',
      example: '--subject request-id',
      does: ['show: of this request or execution alone'],
    },
    '--actor': {
      value: 'USER',
      needs: 'a Slack user id, or gluewarden',
      example: '--actor U0123456789',
      does: ['show: of this Slack user id alone; gluewarden for what it did by itself'],
    },
    '--format': {
      value: 'FORMAT',
      needs: 'table, json or csv',
      example: '--format csv',
      does: ['show: table (default), json or csv'],
    },
    '--head': {
      value: 'HEAD',
      needs: 'a head as it was posted, like 1234:9f86d081…, or its hash alone',
      example: `--head 1234:${'0'.repeat(64)}`,
      does: [
        'verify: a head that was kept elsewhere, as the bot posts it. Without it nobody can see that the latest entries were removed',
      ],
    },
  },
  exitCodes: {
    0: 'shown, or the whole chain holds',
    1: 'wrong usage, or the database cannot be read',
    2: 'verify: a link is broken',
    3: 'verify: what is linked holds, and not everything is linked',
  },
  notes: Object.entries(actions).map(([name, does]) => `${name}: ${does}.`),
  examples: ['show --from 2026-11-01 --actor U0123456789', 'export', 'verify'],
};

function isAction(word: string): word is AuditLogAction {
  return Object.hasOwn(actions, word);
}

/** Which options go with which action. */
const takes: Readonly<Record<AuditLogAction, readonly string[]>> = {
  show: ['--from', '--to', '--subject', '--actor', '--format'],
  export: [],
  verify: ['--head'],
};

/**
 * Reads what was typed after `gluewarden audit-log`.
 * @throws {GluewardenError} `usage`
 */
export function parseAuditLogArgs(argv: readonly string[]): AuditLogArgs {
  const read = readOptions(argv, auditLogSpec.options, true);
  const [action, ...rest] = read.words;
  if (read.help || action === 'help') return { action: 'help' };
  if (action === undefined) throw usage(`Say what to do: ${names.join(', ')}.`);
  if (!isAction(action))
    throw usage(`There is nothing called “${action}” to do: there is ${names.join(', ')}.`, nearest(action, names));
  if (rest.length > 0) throw usage(`${noMoreWords(`audit-log ${action}`)}.`);
  const stray = [...read.values.keys()].find((option) => !takes[action].includes(option));
  if (stray !== undefined) throw usage(`${stray} does not go with ${action}.`);
  if (action === 'show') return { action, format: formatOf(read), filter: filterOf(read) };
  return action === 'export' ? { action } : { action, ...headOf(read) };
}

function formatOf(read: ReadWords): LogFormat {
  const asked = oneValue(read, '--format')?.trim().toLowerCase() ?? 'table';
  const format = formats.find((known) => known === asked);
  if (format !== undefined) return format;
  throw usage(
    `There is no format “${asked}”: choose table, json or csv.`,
    nearest(asked, formats).map((known) => `--format ${known}`),
  );
}

function filterOf(read: ReadWords): AuditLogFilter {
  const [from, to] = [readInstant(read, '--from'), readInstant(read, '--to')];
  const before = to && (to.isDay ? to.at + dayMs : to.at);
  if (from !== undefined && before !== undefined && from.at >= before)
    throw usage('--from is after --to: there is nothing between them.');
  const [subject, actor] = [oneValue(read, '--subject'), oneValue(read, '--actor')];
  return {
    ...(from && { from: from.at }),
    ...(before !== undefined && { before }),
    ...(subject !== undefined && { subjects: [subject] }),
    ...(actor !== undefined && { actor }),
  };
}

function headOf(read: ReadWords): { readonly head?: KeptHead } {
  const text = oneValue(read, '--head');
  if (text === undefined) return {};
  const head = readHead(text);
  if (head !== undefined) return { head };
  throw usage('--head needs a head as it was posted: the number of an entry, a colon, and 64 hexadecimal digits.');
}
