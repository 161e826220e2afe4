import { GluewardenError } from '../domain/errors.ts';
import { nearest } from '../domain/nearest.ts';
import { isRegion } from '../domain/regions.ts';

export const auditFormats = ['table', 'json', 'csv'] as const;
export type AuditFormat = (typeof auditFormats)[number];

/** What the terminal's audit was asked for. */
export interface AuditArgs {
  /** Ids or names as typed; empty: every account. */
  readonly accounts: readonly string[];
  /** As typed; empty: every region of each account. */
  readonly regions: readonly string[];
  readonly format: AuditFormat;
  readonly keyCheck: boolean;
  readonly help: boolean;
}

const valued = ['--account', '--region', '--format'] as const;
type ValuedOption = (typeof valued)[number];
const flags = ['--no-key-check', '--help'] as const;
type Flag = (typeof flags)[number];
const shortForms: ReadonlyMap<string, Flag> = new Map([['-h', '--help']]);

interface Draft {
  accounts: string[];
  regions: string[];
  formats: string[];
  keyCheck: boolean;
  help: boolean;
}

/**
 * Reads the words after `npm run -s audit --`. Accounts and regions are only words here: who knows the
 * configuration says whether they exist.
 * @throws {GluewardenError} `usage`: `detail` is a sentence for people, `suggestions` are what was probably meant
 */
export function parseAuditArgs(argv: readonly string[]): AuditArgs {
  const draft: Draft = { accounts: [], regions: [], formats: [], keyCheck: true, help: false };
  const words = argv.values();
  for (const word of words) readWord(word, words, draft);
  return {
    accounts: [...new Set(draft.accounts)],
    regions: [...new Set(draft.regions)],
    format: oneFormat(draft.formats),
    keyCheck: draft.keyCheck,
    help: draft.help,
  };
}

function usage(detail: string, suggestions: readonly string[] = []): GluewardenError {
  return new GluewardenError('usage', detail, suggestions);
}

function readWord(word: string, rest: Iterator<string>, draft: Draft): void {
  if (!word.startsWith('-')) throw strayWord(word);
  const cut = word.indexOf('=');
  const [name, attached] = cut < 0 ? [word, undefined] : [word.slice(0, cut), word.slice(cut + 1)];
  const flag = shortForms.get(name) ?? flags.find((known) => known === name);
  if (flag) {
    if (attached !== undefined) throw usage(`${name} takes no value.`, [flag]);
    raise(flag, draft);
    return;
  }
  const option = valued.find((known) => known === name);
  if (!option) throw unknownOption(name);
  take(option, attached ?? following(option, rest), draft);
}

function raise(flag: Flag, draft: Draft): void {
  if (flag === '--help') draft.help = true;
  else draft.keyCheck = false;
}

/** A value that looks like an option is a forgotten value; one that really begins with "-" is written with "=". */
function following(option: ValuedOption, rest: Iterator<string>): string {
  const { value, done } = rest.next();
  if (done || value.startsWith('-')) throw usage(`${option} needs ${needs[option]} after it.`, [examples[option]]);
  return value;
}

const needs: Readonly<Record<ValuedOption, string>> = {
  '--account': 'an account id or name',
  '--region': 'a region',
  '--format': 'table, json or csv',
};

const examples: Readonly<Record<ValuedOption, string>> = {
  '--account': '--account 111122223333',
  '--region': '--region eu-west-1',
  '--format': '--format json',
};

function take(option: ValuedOption, value: string, draft: Draft): void {
  if (option === '--format') {
    draft.formats.push(value.trim().toLowerCase());
    return;
  }
  const pieces = value.split(',').map((piece) => piece.trim());
  if (pieces.includes('')) throw usage(`${option} needs ${needs[option]}, and got an empty one.`, [examples[option]]);
  (option === '--account' ? draft.accounts : draft.regions).push(...pieces);
}

function oneFormat(formats: readonly string[]): AuditFormat {
  const [asked = 'table', other] = new Set(formats);
  if (other !== undefined) throw usage(`--format was given twice: ${asked} and ${other}.`, [`--format ${asked}`]);
  const format = auditFormats.find((known) => known === asked);
  if (format) return format;
  const meant = nearest(asked, auditFormats).map((known) => `--format ${known}`);
  throw usage(`There is no format “${asked}”: choose ${needs['--format']}.`, meant);
}

function unknownOption(name: string): GluewardenError {
  const known = [...valued, ...flags];
  const bare = name.replace(/^-+/, '');
  // "--regions", "-region" and "--REGION" are all meant to be --region.
  const meant = nearest(`--${bare}`, known, 1);
  return usage(`There is no option “${name}”. The options are ${known.join(', ')}.`, meant);
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

/** The help of the terminal's audit, at most 80 columns wide, with a newline at the end. */
export function auditHelp(): string {
  return `Audits the encryption of AWS Glue job bookmarks. Reads AWS only: changes nothing
and needs no Slack.

Usage
  npm run -s audit -- [options]

Options
  --account ID|NAME   only this account; repeat it, or separate with commas
                      (default: every account of the configuration, or the
                      account of your own credentials)
  --region REGION     only this region; repeat it, or separate with commas
                      (default: each account's regions)
  --format FORMAT     table (default): for people
                      json: everything, for programs
                      csv: a row for each finding and each target that could
                      not be looked at
  --no-key-check      do not look at the KMS keys (fewer calls; a disabled or
                      deleted key is then not found)
  --help              this text

Both "--region eu-west-1" and "--region=eu-west-1" work.

Exit codes
  0  everything was looked at and is compliant
  1  wrong usage or configuration: nothing was looked at
  2  everything was looked at and something is noncompliant
  3  something could not be looked at, whatever else was found

The result goes to stdout; progress and logs go to stderr.

In CSV, a cell that a spreadsheet could take for a formula (it begins with
= + - @, a tab or a carriage return) gets an apostrophe in front. In table and
CSV, characters that cannot be seen or that steer a terminal are written as
<U+001B>. JSON keeps every name exactly, such characters as \\u escapes.

Examples
  npm run -s audit
  npm run -s audit -- --account data-production --region eu-west-1,us-east-1
  npm run -s audit -- --format json > audit.json
  npm run -s audit -- --format csv --no-key-check > audit.csv
`;
}
