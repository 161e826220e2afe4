import type { GluewardenError } from '../domain/errors.ts';
import { nearest } from '../domain/nearest.ts';
import { isRegion } from '../domain/regions.ts';
import type { CommandSpec } from './help.ts';
import { emptyValue, type ReadWords, readOptions, usage } from './options.ts';

const auditFormats = ['table', 'json', 'csv'] as const;
type AuditFormat = (typeof auditFormats)[number];

/** What the terminal's audit was asked for. */
export interface AuditArgs {
  /** Ids or names as typed; empty: every account. */
  readonly accounts: readonly string[];
  /** As typed; empty: every region of each account. */
  readonly regions: readonly string[];
  readonly format: AuditFormat;
  readonly keyCheck: boolean;
  /** Read accepted risks that were asked for in Slack. */
  readonly database: boolean;
  readonly help: boolean;
}

const options = {
  '--account': {
    value: 'ID|NAME',
    needs: 'an account id or name',
    example: '--account 111122223333',
    does: [
      'only this account; repeat it, or separate with commas (default: every account of the configuration, or the account of your own credentials)',
    ],
  },
  '--region': {
    value: 'REGION',
    needs: 'a region',
    example: '--region eu-west-1',
    does: ["only this region; repeat it, or separate with commas (default: each account's regions)"],
  },
  '--format': {
    value: 'FORMAT',
    needs: 'table, json or csv',
    example: '--format json',
    does: [
      'table (default): for people',
      'json: everything, for programs',
      'csv: a row for each finding and each account-region that could not be scanned',
    ],
  },
  '--no-key-check': {
    does: ['do not check the KMS keys (fewer calls; a disabled or deleted key is then not found)'],
  },
  '--database': {
    does: [
      'read the accepted risks that were asked for in Slack too, from what DATABASE_URL names (default: only those of the file)',
    ],
  },
} as const;

export const auditSpec: CommandSpec = {
  name: 'audit',
  about: 'Audits the encryption of AWS Glue job bookmarks. Reads AWS only: changes nothing and needs no Slack.',
  usage: '[options]',
  options,
  exitCodes: {
    0: 'everything was scanned; it is compliant, or an accepted risk',
    1: 'wrong usage or configuration: nothing was scanned',
    2: 'everything was scanned and something is noncompliant that nobody accepted',
    3: 'something could not be scanned, whatever else was found',
  },
  notes: [
    'Both "--region eu-west-1" and "--region=eu-west-1" work. The result goes to stdout; progress and logs go to stderr.',
    'In CSV, a cell that a spreadsheet could take for a formula (it begins with = + - @, a tab or a carriage return) gets an apostrophe in front. In table and CSV, characters that cannot be seen or that steer a terminal are written as <U+001B>. JSON keeps every name exactly, such characters as \\u escapes.',
  ],
  examples: [
    '',
    '--account data-production --region eu-west-1,us-east-1',
    '--format json > audit.json',
    '--format csv --no-key-check > audit.csv',
  ],
};

/**
 * Reads the words after `gluewarden audit`. Accounts and regions are only words here: who knows the configuration says
 * whether they exist.
 * @throws {GluewardenError} `usage`: `detail` is a sentence for people, `suggestions` are what was probably meant
 */
export function parseAuditArgs(argv: readonly string[]): AuditArgs {
  const read = readOptions(argv, options, false);
  const [stray] = read.words;
  if (stray !== undefined) throw strayWord(stray);
  return {
    accounts: list(read, '--account'),
    regions: list(read, '--region'),
    format: oneFormat((read.values.get('--format') ?? []).map((format) => format.trim().toLowerCase())),
    keyCheck: !read.flags.has('--no-key-check'),
    database: read.flags.has('--database'),
    help: read.help,
  };
}

function list({ values }: ReadWords, name: '--account' | '--region'): readonly string[] {
  const pieces = (values.get(name) ?? []).flatMap((value) => value.split(',')).map((piece) => piece.trim());
  if (pieces.includes('')) throw emptyValue(name, options[name]);
  return [...new Set(pieces)];
}

function oneFormat(formats: readonly string[]): AuditFormat {
  const [asked = 'table', other] = new Set(formats);
  if (other !== undefined) throw usage(`--format was given twice: ${asked} and ${other}.`, [`--format ${asked}`]);
  const format = auditFormats.find((known) => known === asked);
  if (format) return format;
  const meant = nearest(asked, auditFormats).map((known) => `--format ${known}`);
  throw usage(`There is no format “${asked}”: choose ${options['--format'].needs}.`, meant);
}

/** npm keeps options for itself when "--" is missing and passes only their values on: the usual cause of a lone word. */
function strayWord(word: string): GluewardenError {
  const first = word.split(',')[0] ?? '';
  const lower = word.toLowerCase();
  if (isRegion(first.toLowerCase())) return lone(word, `--region ${word}`);
  if (/^\d{12}$/.test(first)) return lone(word, `--account ${word}`);
  if (auditFormats.some((format) => format === lower)) return lone(word, `--format ${lower}`);
  if (lower === 'help') return lone(word, '--help');
  return lone(word, `--account ${word}`);
}

function lone(word: string, meant: string): GluewardenError {
  return usage(
    `“${word}” stands alone, without an option before it. Options come after a “--” of their own: npm run -s audit -- ${meant}`,
    [meant],
  );
}
