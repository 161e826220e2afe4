import { GluewardenError } from '../domain/errors.ts';
import { type FindingKind, seenKinds } from '../domain/model.ts';
import { nearest } from '../domain/nearest.ts';
import { type DependentType, dependentTypes } from '../domain/steps/step-kinds.ts';
import { databaseNamesProblem, readDatabaseNames } from '../usecases/database-names.ts';

/** What `remediate -- plan` was asked for. Words as typed: who knows the configuration says whether they exist. */
export interface PlanArgs {
  readonly help: boolean;
  /** Empty only with `help`. */
  readonly name: string;
  readonly region: string;
  readonly account?: string;
  readonly kind?: FindingKind;
  readonly key?: string;
  readonly attach?: string;
  readonly full: boolean;
  readonly crawlers: boolean;
  readonly databases?: readonly string[];
  readonly visualJobs: boolean;
  /** Delete the configuration, which nothing references any more. */
  readonly retire: boolean;
  /** No job goes first. */
  readonly allAtOnce: boolean;
  readonly only?: readonly { readonly type: DependentType; readonly name: string }[];
}

const needs = {
  '--account': 'an account id or name',
  '--region': 'a region',
  '--kind': seenKinds.join(', '),
  '--key': 'the ARN of a KMS key or alias',
  '--attach': 'the name of an existing configuration',
  '--database': 'the name of a database, or several separated by commas',
  '--only': 'job:NAME, trigger:NAME or crawler:NAME',
} as const;
type ValuedOption = keyof typeof needs;
const valued = Object.keys(needs);

function isValued(word: string): word is ValuedOption {
  return Object.hasOwn(needs, word);
}

const flags: readonly string[] = ['--full', '--crawlers', '--visual-jobs', '--all-at-once', '--retire', '--help'];
/** Options that say how to replace a configuration. */
const choosing: readonly string[] = [
  '--key',
  '--attach',
  '--full',
  '--crawlers',
  '--database',
  '--visual-jobs',
  '--all-at-once',
  '--only',
];

/**
 * Reads the words after `npm run -s remediate --`.
 * @throws {GluewardenError} `usage`: `detail` is a sentence for people, `suggestions` are what was probably meant
 */
export function parsePlanArgs(argv: readonly string[]): PlanArgs {
  const read = readWords(argv);
  const raised = (flag: string) => read.flags.has(flag);
  const [verb, ...names] = read.names;
  if (raised('--help') || verb === 'help') return { ...empty, help: true };
  if (verb !== 'plan') throw usage(noVerb(verb), ['plan']);
  const [name, other] = names;
  if (name === undefined || name === '')
    throw usage('plan needs the name of a configuration or job.', ['plan "my-configuration" --region eu-west-1']);
  if (other !== undefined)
    throw usage(`plan takes one name, and got “${name}” and “${other}”. A name with spaces is put in quotes.`);
  const region = one(read.values, '--region');
  if (region === undefined)
    throw usage('plan needs --region: names are unique only inside one.', ['--region eu-west-1']);
  if (read.values.has('--attach') && (raised('--full') || read.values.has('--key')))
    throw usage('--attach uses a configuration as it is: it goes with neither --key nor --full.');
  const only = read.values.get('--only')?.map(readDependent);
  const others = choosing.filter((option) => raised(option) || (isValued(option) && read.values.has(option)));
  if (raised('--retire') && others.length > 0)
    throw usage(`--retire deletes a configuration that nothing references: it does not go with ${others.join(', ')}.`);
  return {
    help: false,
    name,
    region,
    ...present('account', one(read.values, '--account')),
    ...present('kind', readKind(one(read.values, '--kind'))),
    ...present('key', one(read.values, '--key')),
    ...present('attach', one(read.values, '--attach')),
    full: raised('--full'),
    crawlers: raised('--crawlers'),
    ...present('databases', readDatabases(read.values.get('--database'))),
    visualJobs: raised('--visual-jobs'),
    retire: raised('--retire'),
    allAtOnce: raised('--all-at-once'),
    ...present('only', only),
  };
}

const empty = {
  name: '',
  region: '',
  full: false,
  crawlers: false,
  visualJobs: false,
  allAtOnce: false,
  retire: false,
};

function present<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

function usage(detail: string, suggestions: readonly string[] = []): GluewardenError {
  return new GluewardenError('usage', detail, suggestions);
}

function noVerb(verb: string | undefined): string {
  return verb === undefined
    ? 'Say what to do: plan.'
    : `There is nothing called “${verb}” to do: plan is the only one, and changes nothing.`;
}

interface Words {
  readonly names: string[];
  readonly values: Map<ValuedOption, string[]>;
  readonly flags: Set<string>;
}

function readWords(argv: readonly string[]): Words {
  const read: Words = { names: [], values: new Map(), flags: new Set() };
  const words = argv.values();
  for (const word of words) {
    if (word === '--') read.names.push(...words);
    else if (!word.startsWith('-')) read.names.push(word);
    else readOption(word, words, read);
  }
  return read;
}

function readOption(word: string, rest: Iterator<string>, { values, flags: raised }: Words): void {
  const cut = word.indexOf('=');
  const [typed, attached] = cut < 0 ? [word, undefined] : [word.slice(0, cut), word.slice(cut + 1)];
  const name = typed === '-h' ? '--help' : typed;
  if (flags.includes(name)) {
    if (attached !== undefined) throw usage(`${name} takes no value.`, [name]);
    raised.add(name);
    return;
  }
  if (!isValued(name)) {
    const meant = nearest(`--${name.replace(/^-+/, '')}`, [...valued, ...flags], 1);
    throw usage(`There is no option “${typed}”. The options are ${[...valued, ...flags].join(', ')}.`, meant);
  }
  const value = attached ?? following(name, rest);
  if (value === '') throw usage(`${name} needs ${needs[name]}, and got an empty one.`);
  values.set(name, [...(values.get(name) ?? []), value]);
}

/** A value that looks like an option is a forgotten value; one that really begins with "-" is written with "=". */
function following(option: ValuedOption, rest: Iterator<string>): string {
  const { value, done } = rest.next();
  if (done || value.startsWith('-')) throw usage(`${option} needs ${needs[option]} after it.`);
  return value;
}

function one(values: Words['values'], option: ValuedOption): string | undefined {
  const [first, other] = new Set(values.get(option));
  if (other !== undefined) throw usage(`${option} was given twice: ${first} and ${other}.`);
  return first;
}

function readKind(word: string | undefined): FindingKind | undefined {
  if (word === undefined) return undefined;
  const kind = seenKinds.find((known) => known === word.toLowerCase());
  if (kind) return kind;
  const meant = nearest(word, seenKinds).map((known) => `--kind ${known}`);
  throw usage(`There is no kind “${word}”: choose ${needs['--kind']}.`, meant);
}

function readDatabases(words: readonly string[] | undefined): readonly string[] | undefined {
  if (words === undefined) return undefined;
  const names = readDatabaseNames(words.join(','));
  const unfit = names.length === 0 ? `--database needs ${needs['--database']}.` : databaseNamesProblem(names);
  if (unfit !== undefined) throw usage(unfit);
  return names;
}

function readDependent(word: string): { type: DependentType; name: string } {
  const cut = word.indexOf(':');
  const type = dependentTypes.find((known) => known === word.slice(0, Math.max(0, cut)));
  const name = word.slice(cut + 1);
  if (!type || name === '') throw usage(`--only needs ${needs['--only']}, and got “${word}”.`, [`--only job:${name}`]);
  return { type, name };
}

/** The help of the terminal's remediation, at most 80 columns wide, with a newline at the end. */
export function planHelp(): string {
  return `Shows what a remediation would change, and changes nothing: it only reads.

Usage
  npm run -s remediate -- plan "<configuration or job>" --region REGION
      [options]

Options
  --region REGION     where it is
  --account ID|NAME   in which account (needed when several are configured)
  --kind KIND         which finding of that name: configuration,
                      unprotected-job, dangling-reference or unusable-key
  --key ARN           the KMS key (or alias) of the new configuration
                      (default: the configured key of that account and region)
  --attach NAME       give a job this existing configuration, not a new one
  --full              also encrypt S3 and CloudWatch logs, where they are not
  --crawlers          move crawlers as well
  --database NAME     move the column statistics of this database's tables as
                      well; repeat it, or separate names by commas
  --visual-jobs       move jobs with a visual graph as well
  --all-at-once       let no job go first (default: one does, and the others
                      move after its next run, where several write bookmarks)
  --only TYPE:NAME    move only this job, trigger or crawler; repeat it
                      (job:orders, trigger:nightly, crawler:raw)
  --retire            delete this configuration, which nothing references any
                      more, instead of replacing it
  --help              this text

Exit codes
  0  there is a plan
  1  wrong usage or configuration
  2  there is nothing that can be planned; the reason is said
  3  something could not be read

Examples
  npm run -s remediate -- plan std --region eu-west-1
  npm run -s remediate -- plan "load orders" --region eu-west-1 --attach std-kms
  npm run -s remediate -- plan std --region eu-west-1 --retire
`;
}
