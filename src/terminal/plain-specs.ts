import type { GluewardenError } from '../domain/errors.ts';
import { nearest } from '../domain/nearest.ts';
import { noMoreWords } from '../usecases/words/usage-words.ts';
import type { CommandSpec } from './help.ts';
import { oneValue, readOptions, usage } from './options.ts';

/** The commands with one option at most. */
export const plainSpecs = {
  doctor: {
    name: 'doctor',
    about:
      'Checks configuration, Slack and AWS: tries each permission once, with the smallest request, and prints what to fix. Changes nothing.',
    usage: '[options]',
    options: {
      '--format': {
        value: 'FORMAT',
        needs: 'table or json',
        example: '--format json',
        does: ['table (default): for people', 'json: every check, for programs'],
      },
    },
    exitCodes: { 0: 'nothing has to be fixed', 1: 'something has to be fixed, or the configuration is wrong' },
  },
  manifest: {
    name: 'manifest',
    about: 'Prints the manifest of the Slack app: its commands, scopes and settings.',
    usage: '[https://gluewarden.example.com]',
    options: {},
    exitCodes: { 0: 'printed', 1: 'wrong usage' },
    notes: [
      'Without an address it is for Socket Mode. With the https address where Slack reaches the bot: for HTTP mode.',
    ],
    examples: ['', 'https://gluewarden.example.com'],
  },
  policy: {
    name: 'policy',
    about:
      'Prints, as JSON, the IAM policies that the scan needs, and with gluewarden.yaml those of the roles that are named there.',
    usage: '[options]',
    options: {
      '--format': {
        value: 'FORMAT',
        needs: 'json or cloudformation',
        example: '--format cloudformation',
        does: [
          'json (default): the policies',
          "cloudformation: a template of the roles of an organization's accounts, for a stack or a StackSet",
        ],
      },
    },
    exitCodes: { 0: 'printed', 1: 'wrong usage or configuration' },
  },
  start: {
    name: 'start',
    about: 'Runs the bot until SIGTERM or SIGINT. Takes its settings from the environment and gluewarden.yaml.',
    usage: '',
    options: {},
    exitCodes: { 0: 'stopped as asked', 1: 'could not start, or could not go on' },
    notes: [
      'Which AWS accounts are audited is in gluewarden.yaml: those under "accounts", and with "organization" (scanRoleName, roleArn of who may list it) those of an AWS organization, listed every ten minutes. Without either it is the account of its own credentials.',
    ],
  },
} as const satisfies Readonly<Record<string, CommandSpec>>;

/**
 * Reads what was typed after a command that takes nothing.
 * @throws {GluewardenError} `usage`
 */
export function readNothing(spec: CommandSpec, argv: readonly string[]): { readonly help: boolean } {
  const { help, words } = readOptions(argv, spec.options, false);
  if (words.length > 0) throw usage(`${noMoreWords(spec.name)}.`);
  return { help };
}

interface FormatArgs<F extends string> {
  readonly help: boolean;
  readonly format: F;
}

/**
 * Reads what was typed after `gluewarden doctor`.
 * @throws {GluewardenError} `usage`
 */
export function readDoctorArgs(argv: readonly string[]): FormatArgs<'table' | 'json'> {
  return readFormat(plainSpecs.doctor, ['table', 'json'], argv);
}

/**
 * Reads what was typed after `gluewarden policy`.
 * @throws {GluewardenError} `usage`
 */
export function readPolicyArgs(argv: readonly string[]): FormatArgs<'json' | 'cloudformation'> {
  return readFormat(plainSpecs.policy, ['json', 'cloudformation'], argv);
}

/** The first format is the usual one. */
function readFormat<F extends string>(
  { name, options }: typeof plainSpecs.doctor | typeof plainSpecs.policy,
  formats: readonly [F, ...F[]],
  argv: readonly string[],
): FormatArgs<F> {
  const read = readOptions(argv, options, false);
  const [stray] = read.words;
  if (stray !== undefined) throw usage(`${noMoreWords(name)}; its option is ${options['--format'].example}.`);
  const asked = oneValue(read, '--format')?.trim().toLowerCase() ?? formats[0];
  const format = formats.find((known) => known === asked);
  if (format !== undefined) return { help: read.help, format };
  const meant = nearest(asked, formats).map((known) => `--format ${known}`);
  throw usage(`There is no format “${asked}”: choose ${options['--format'].needs}.`, meant);
}

/**
 * Reads what was typed after `gluewarden manifest`: nothing, or the address where Slack reaches the bot.
 * @throws {GluewardenError} `usage`
 */
export function readManifestArgs(argv: readonly string[]): { readonly help: boolean; readonly requestUrl?: string } {
  const { help, words } = readOptions(argv, plainSpecs.manifest.options, false);
  const [address, ...more] = words;
  if (address === undefined) return { help };
  if (more.length > 0 || !isHttps(address)) throw notAnAddress();
  return { help, requestUrl: address };
}

function isHttps(word: string): boolean {
  return URL.canParse(word) && new URL(word).protocol === 'https:';
}

function notAnAddress(): GluewardenError {
  const example = 'https://gluewarden.example.com';
  return usage(`manifest takes nothing, or the https address where Slack reaches the bot: ${example}`);
}
