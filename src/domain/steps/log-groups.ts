import type { JsonObject } from '../json.ts';
import { isObject, member, text } from '../shape.ts';
import { jobCommand } from './job-update.ts';

/**
 * Where runs write their logs. A configuration that encrypts CloudWatch logs becomes a part of the name.
 *
 * `streams` (two groups, error and output): `base/error` → `base/CONFIGURATION-role/ROLE/error` (AWS Glue developer
 * guide, "Logging for AWS Glue jobs"). `continuous`: `base` → `base-CONFIGURATION` (same, "Enabling continuous logging
 * for AWS Glue 4.0 and earlier jobs"; its example of today is `/aws-glue/jobs/error-CONFIGURATION`, that of 2023 and
 * those of people `/aws-glue/jobs/logs-v2-CONFIGURATION`). `crawler`: `/aws-glue/crawlers` →
 * `/aws-glue/crawlers-role/ROLE-CONFIGURATION` (templates of others, cds-snc/forms-terraform among them; not in AWS's
 * own words). That the role has its path, and that Python shell jobs follow the rule of the others, is inferred too.
 */
export interface LogGroup {
  readonly form: 'streams' | 'continuous' | 'crawler';
  readonly base: string;
  /** The job argument that gives `base`: what an argument holds is never shown. */
  readonly argument?: string;
}

export const crawlerLogGroups: readonly LogGroup[] = [{ form: 'crawler', base: '/aws-glue/crawlers' }];

/** The log groups of a job, as GetJob sent it. */
export function jobLogGroups(job: JsonObject): readonly LogGroup[] {
  if (jobCommand(job) === 'pythonshell') return [{ form: 'streams', base: '/aws-glue/python-jobs' }];
  if (isFiveOrLater(job)) return [custom(job, '--custom-logGroup-prefix', { form: 'streams', base: '/aws-glue/jobs' })];
  const streams: LogGroup = { form: 'streams', base: '/aws-glue/jobs' };
  if (argument(job, '--enable-continuous-cloudwatch-log')?.toLowerCase() !== 'true') return [streams];
  const continuous: LogGroup = { form: 'continuous', base: '/aws-glue/jobs/logs-v2' };
  return [streams, custom(job, '--continuous-log-logGroup', continuous)];
}

function isFiveOrLater(job: JsonObject): boolean {
  return Number.parseInt(text(member(job, 'GlueVersion')) ?? '0', 10) >= 5;
}

function custom(job: JsonObject, name: string, usual: LogGroup): LogGroup {
  const base = argument(job, name);
  return base === undefined ? usual : { ...usual, base: base.replace(/\/+$/, ''), argument: name };
}

/** What a run has for an argument where it is started without one: the fixed value, or the default. */
export function argument(job: JsonObject, name: string): string | undefined {
  const fixed = member(job, 'NonOverridableArguments');
  const usual = member(job, 'DefaultArguments');
  return text(isObject(fixed) ? member(fixed, name) : undefined) ?? text(member(usual, name));
}

/** `configuration`: the one that encrypts the logs; absent: none does. `role`: with its path, without a leading slash. */
export interface LogsOf {
  readonly configuration?: string;
  readonly role: string;
}

/** The whole names of the groups. */
export function logGroupNames(group: LogGroup, logs: LogsOf): readonly string[] {
  const name = nameOf(group, group.base, logs);
  return group.form === 'streams' ? [`${name}/error`, `${name}/output`] : [name];
}

/** The names for people, in one text: "/aws-glue/jobs/{error,output}". */
export function shownLogGroup(group: LogGroup, logs: LogsOf): string {
  const name = nameOf(group, group.argument === undefined ? group.base : `[${group.argument}]`, logs);
  return group.form === 'streams' ? `${name}/{error,output}` : name;
}

function nameOf({ form }: LogGroup, base: string, { configuration, role }: LogsOf): string {
  if (configuration === undefined) return base;
  if (form === 'streams') return `${base}/${configuration}-role/${role}`;
  return form === 'continuous' ? `${base}-${configuration}` : `${base}-role/${role}-${configuration}`;
}
