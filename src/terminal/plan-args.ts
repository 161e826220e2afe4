import { type FindingKind, seenKinds } from '../domain/model.ts';
import { nearest } from '../domain/nearest.ts';
import { type DependentType, dependentTypes } from '../domain/steps/step-kinds.ts';
import { databaseNamesProblem, readDatabaseNames } from '../usecases/database-names.ts';
import type { CommandSpec } from './help.ts';
import { oneValue, readOptions, usage } from './options.ts';

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
  /** All jobs at once: there is no canary job. */
  readonly allAtOnce: boolean;
  readonly only?: readonly { readonly type: DependentType; readonly name: string }[];
}

const options = {
  '--region': {
    value: 'REGION',
    needs: 'a region',
    example: '--region eu-west-1',
    does: ['where it is'],
  },
  '--account': {
    value: 'ID|NAME',
    needs: 'an account id or name',
    example: '--account 111122223333',
    does: ['in which account (needed when several are configured)'],
  },
  '--kind': {
    value: 'KIND',
    needs: seenKinds.join(', '),
    does: ['which finding of that name: configuration, unprotected-job, dangling-reference or unusable-key'],
  },
  '--key': {
    value: 'ARN',
    needs: 'the ARN of a KMS key or alias',
    does: ['the KMS key (or alias) of the new configuration (default: the configured key of that account and region)'],
  },
  '--attach': {
    value: 'NAME',
    needs: 'the name of an existing configuration',
    does: ['give a job this existing configuration, not a new one'],
  },
  '--full': { does: ['also encrypt S3 and CloudWatch logs, where they are not'] },
  '--crawlers': { does: ['switch crawlers as well'] },
  '--database': {
    value: 'NAME',
    needs: 'the name of a database, or several separated by commas',
    does: ["switch the column statistics of this database's tables as well; repeat it, or separate names by commas"],
  },
  '--visual-jobs': { does: ['switch jobs with a visual graph as well'] },
  '--all-at-once': {
    does: [
      'all jobs at once (default: canary job first, and the others follow after its next run, where more than one has bookmarks)',
    ],
  },
  '--only': {
    value: 'TYPE:NAME',
    needs: 'job:NAME, trigger:NAME or crawler:NAME',
    does: ['switch only this job, trigger or crawler; repeat it (job:orders, trigger:nightly, crawler:raw)'],
  },
  '--retire': {
    does: ['delete this configuration, which nothing references any more, instead of replacing it'],
  },
} as const;

export const planSpec: CommandSpec = {
  name: 'remediate',
  about: 'Shows what a remediation would change, and changes nothing: it only reads.',
  usage: 'plan "<configuration or job>" --region REGION [options]',
  options,
  exitCodes: {
    0: 'there is a plan',
    1: 'wrong usage or configuration',
    2: 'there is nothing that can be planned; the reason is said',
    3: 'something could not be read',
  },
  examples: [
    'plan std --region eu-west-1',
    'plan "load orders" --region eu-west-1 --attach std-kms',
    'plan std --region eu-west-1 --retire',
  ],
};

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
 * Reads the words after `gluewarden remediate`.
 * @throws {GluewardenError} `usage`: `detail` is a sentence for people, `suggestions` are what was probably meant
 */
export function parsePlanArgs(argv: readonly string[]): PlanArgs {
  const read = readOptions(argv, options, true);
  const raised = (flag: string) => read.flags.has(flag);
  const [verb, ...names] = read.words;
  if (read.help || verb === 'help') return { ...empty, help: true };
  if (verb !== 'plan') throw usage(noVerb(verb), ['plan']);
  const [name, other] = names;
  if (name === undefined || name === '')
    throw usage('plan needs the name of a configuration or job.', ['plan "my-configuration" --region eu-west-1']);
  if (other !== undefined)
    throw usage(`plan takes one name, and got “${name}” and “${other}”. A name with spaces is put in quotes.`);
  const region = oneValue(read, '--region');
  if (region === undefined)
    throw usage('plan needs --region: names are unique only inside one.', ['--region eu-west-1']);
  if (read.values.has('--attach') && (raised('--full') || read.values.has('--key')))
    throw usage('--attach uses a configuration as it is: it goes with neither --key nor --full.');
  const only = read.values.get('--only')?.map(readDependent);
  const others = choosing.filter((option) => raised(option) || read.values.has(option));
  if (raised('--retire') && others.length > 0)
    throw usage(`--retire deletes a configuration that nothing references: it does not go with ${others.join(', ')}.`);
  return {
    help: false,
    name,
    region,
    ...present('account', oneValue(read, '--account')),
    ...present('kind', readKind(oneValue(read, '--kind'))),
    ...present('key', oneValue(read, '--key')),
    ...present('attach', oneValue(read, '--attach')),
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

function noVerb(verb: string | undefined): string {
  return verb === undefined
    ? 'Say what to do: plan.'
    : `There is nothing called “${verb}” to do: plan is the only one, and changes nothing.`;
}

function readKind(word: string | undefined): FindingKind | undefined {
  if (word === undefined) return undefined;
  const kind = seenKinds.find((known) => known === word.toLowerCase());
  if (kind) return kind;
  const meant = nearest(word, seenKinds).map((known) => `--kind ${known}`);
  throw usage(`There is no kind “${word}”: choose ${options['--kind'].needs}.`, meant);
}

function readDatabases(words: readonly string[] | undefined): readonly string[] | undefined {
  if (words === undefined) return undefined;
  const names = readDatabaseNames(words.join(','));
  const unfit = names.length === 0 ? `--database needs ${options['--database'].needs}.` : databaseNamesProblem(names);
  if (unfit !== undefined) throw usage(unfit);
  return names;
}

function readDependent(word: string): { type: DependentType; name: string } {
  const cut = word.indexOf(':');
  const type = dependentTypes.find((known) => known === word.slice(0, Math.max(0, cut)));
  const name = word.slice(cut + 1);
  if (!type || name === '')
    throw usage(`--only needs ${options['--only'].needs}, and got “${word}”.`, [`--only job:${name}`]);
  return { type, name };
}
