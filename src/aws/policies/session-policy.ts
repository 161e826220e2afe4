import type { Json } from '../../domain/json.ts';
import type { Target } from '../../domain/model.ts';
import { glueArn, tableArns } from '../../domain/plan/glue-arn.ts';
import type { Step } from '../../domain/plan/plan.ts';
import { planReadActions } from './calls.ts';

/** STS refuses a session policy of more characters (AssumeRole, API reference: Policy). */
export const longestPolicy = 2048;
/**
 * Steps are packed up to this length. STS also limits the policy's packed binary size, which nobody outside can work
 * out: the margin makes it unlikely that this limit is met first.
 */
const usualPolicy = 1_900;

/** What hands a role to a service, and may hand it to Glue only. */
export const passedToGlue = { StringEquals: { 'iam:PassedToService': 'glue.amazonaws.com' } } as const;

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: typeof passedToGlue;
}

/**
 * The policy of a session that may carry out these steps and nothing else. What has no resource-level permission
 * (security configurations, bookmarks, reading column statistics settings: Service Authorization Reference, "Actions defined by
 * AWS Glue") is allowed as an action: creating only where a step creates, deleting only where a step deletes.
 */
export function sessionPolicy(target: Target, steps: readonly Step[]): string {
  const named = (type: Step['type'], resource: 'job' | 'trigger' | 'crawler'): string[] =>
    unique(steps.filter((step) => step.type === type).map(({ name }) => glueArn(target, resource, literal(name))));
  const creations = steps.filter((step) => step.type === 'create-configuration');
  const deletes = steps.some((step) => step.type === 'delete-configuration');
  const statistics = steps.filter((step) => step.type === 'repoint-column-statistics');
  const roles = steps.flatMap((step) =>
    step.type === 'repoint-job' || step.type === 'repoint-column-statistics' ? roleArns(target, step.role) : [],
  );
  return document([
    {
      Effect: 'Allow',
      Action: [
        'glue:GetSecurityConfiguration',
        ...(creations.length > 0 ? ['glue:CreateSecurityConfiguration'] : []),
        ...(deletes ? ['glue:DeleteSecurityConfiguration'] : []),
        ...(steps.some(({ type }) => type === 'repoint-job') ? ['glue:GetJobBookmark'] : []),
        ...(statistics.length > 0 ? ['glue:GetColumnStatisticsTaskSettings'] : []),
      ],
      Resource: '*',
    },
    allow(['kms:DescribeKey'], creations.flatMap(({ encryption }) => keyArns(encryption)).map(keyResource)),
    allow(['glue:GetJob', 'glue:UpdateJob'], named('repoint-job', 'job')),
    { ...allow(['iam:PassRole'], roles), Condition: passedToGlue },
    allow(['glue:GetTrigger', 'glue:UpdateTrigger'], named('repoint-trigger', 'trigger')),
    allow(['glue:GetCrawler', 'glue:UpdateCrawler'], named('repoint-crawler', 'crawler')),
    allow(
      ['glue:UpdateColumnStatisticsTaskSettings'],
      statistics.flatMap(({ database, table }) => tableArns(target, literal(database), literal(table))),
    ),
  ]);
}

/** The policy of the sessions that only read, for making a plan: whatever the role may do besides, they may not. */
export const planningPolicy: string = document([{ Effect: 'Allow', Action: planReadActions, Resource: '*' }]);

/**
 * Splits steps, in their order, into runs whose policies have room. A step that has none by itself is a run of its own:
 * opening a session for it is refused.
 */
export function splitSteps(target: Target, steps: readonly Step[]): readonly (readonly Step[])[] {
  const runs: Step[][] = [];
  for (const step of steps) {
    const run = runs.at(-1);
    if (run && sessionPolicy(target, [...run, step]).length <= usualPolicy) run.push(step);
    else runs.push([step]);
  }
  return runs;
}

function allow(actions: readonly string[], resources: readonly string[]): Statement {
  return { Effect: 'Allow', Action: actions, Resource: unique(resources) };
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

/** A policy takes Latin-1 only, so that everything else is written as JSON's escapes. */
function document(statements: readonly Statement[]): string {
  const Statement = statements.filter(({ Resource }) => Resource.length > 0);
  return JSON.stringify({ Version: '2012-10-17', Statement }).replace(
    /[^\x20-\xff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Names may hold what a policy would read as a pattern or a variable; IAM's own variables stand for the characters. */
function literal(name: string): string {
  return name.replace(/\*|\?|\$(?=\{)/g, (character) => `\${${character}}`);
}

/**
 * A job names its role by ARN or by name alone. A name is unique in its account whatever the path before it, and has
 * no slash, so the pattern fits that one role.
 */
function roleArns({ account, region }: Target, role: string | undefined): string[] {
  if (role === undefined) return [];
  if (role.startsWith('arn:')) return [literal(role)];
  const prefix = `arn:${glueArn({ account, region }, 'job', '').split(':')[1] ?? 'aws'}:iam::${account}:role/`;
  return role.includes('/')
    ? [`${prefix}${literal(role)}`]
    : [`${prefix}${literal(role)}`, `${prefix}*/${literal(role)}`];
}

/** Every key that an encryption configuration names. */
function keyArns(encryption: Json): string[] {
  if (encryption === null || typeof encryption !== 'object') return [];
  return Object.entries(encryption).flatMap(([name, value]: [string, Json]) =>
    name === 'KmsKeyArn' && typeof value === 'string' && value.startsWith('arn:') ? [value] : keyArns(value),
  );
}

/** An alias is no resource of DescribeKey, its key is, and it is not known here which one that is. */
function keyResource(arn: string): string {
  return arn.includes(':alias/') ? arn.replace(/:alias\/.*$/s, ':key/*') : literal(arn);
}
