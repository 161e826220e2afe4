import { shown } from './values.ts';

/** One thing to fix: where it is and what to do. Holds no secret. */
export interface Problem {
  /** `accounts[0].scanRoleArn`, or the name of an environment variable; empty: the file as a whole. */
  readonly path: string;
  /** From 1. */
  readonly line?: number;
  readonly message: string;
}

/** The configuration file cannot be used. Carries every problem found, in the order of the file. */
export class ConfigError extends Error {
  readonly code = 'config';
  /** As the operator named it. */
  readonly file: string;
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[]) {
    super(formatProblems(file, problems));
    this.name = 'ConfigError';
    this.file = file;
    this.problems = problems;
  }
}

/** The environment cannot be used. Each problem's path is a variable's name; no value of a secret is ever in it. */
export class SettingsError extends Error {
  readonly code = 'settings';
  readonly problems: readonly Problem[];
  /** True when not one Slack variable is set: the reader has probably just arrived. */
  readonly slackUnset: boolean;

  constructor(problems: readonly Problem[], slackUnset = false) {
    super(formatProblems('The environment', problems));
    this.name = 'SettingsError';
    this.problems = problems;
    this.slackUnset = slackUnset;
  }
}

/** A path in the file as people write it: `schedules[1].regions[0]`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    const key = /^[\w-]+$/.test(String(part)) ? String(part) : shown(String(part).slice(0, 40));
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

/** Problems in the order in which a reader meets them, each once. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  const unique = new Map(problems.map((problem) => [JSON.stringify([problem.path, problem.message]), problem]));
  return [...unique.values()].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

const mostShown = 100;

/** Everything that is wrong with `source`, for a terminal: one heading, then a place and its advice each. */
function formatProblems(source: string, problems: readonly Problem[]): string {
  const heading = `${source} has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:`;
  const entries = problems.slice(0, mostShown).map(({ path, line, message }) => {
    const position = [line === undefined ? '' : `line ${line}`, path].filter((part) => part !== '').join(', ');
    return position === '' ? `  ${message}` : `  ${position}\n    ${message}`;
  });
  const more = problems.length - entries.length;
  return [heading, ...entries, ...(more > 0 ? [`  … and ${more} more. Fix these first.`] : [])].join('\n');
}
