import type { Target } from './model.ts';

/**
 * One of AWS's clouds: the public one, China, GovCloud, the European Sovereign Cloud and others. Which one a region is
 * in comes from the SDK's table or from an ARN of the account, never from a list of ours.
 */
export interface Partition {
  /** As ARNs name it: `aws`, `aws-eusc`. */
  readonly name: string;
  /** How its names end: `amazonaws.com`. */
  readonly dnsSuffix: string;
}

/** An account and region with the name of their partition: what an ARN is made of. */
export interface ArnTarget extends Target {
  readonly partition: string;
}

/** The partition that an ARN names; undefined for what is none. */
export function partitionOfArn(arn: string): string | undefined {
  return /^arn:([^:]+):/.exec(arn)?.[1];
}

/**
 * How an ARN is written, for people whose partition is not known where it is said: an example with `aws` would be wrong in
 * every other cloud.
 */
export function arnForm(afterPartition: string): string {
  return `arn:<partition>:${afterPartition}`;
}

/** What stands for `<partition>` in {@link arnForm}. */
export const partitionNote = '<partition> is aws, or that of another cloud: aws-cn, aws-us-gov, …';

/** `arn:aws:glue:eu-west-1:111122223333:job/orders`; `type` as ARNs say it: job, trigger, crawler. */
export function glueArn({ partition, account, region }: ArnTarget, type: string, name: string): string {
  return `arn:${partition}:glue:${region}:${account}:${type}/${name}`;
}

/** The other way round: what an ARN of Glue names of this type; undefined for another type's, and for what is no ARN. */
export function nameInGlueArn(arn: string, type: string): string | undefined {
  const [, of, name] = /^arn:[^:]+:glue:[^:]*:[^:]*:([^:/]+)\/(.+)$/su.exec(arn) ?? [];
  return of === type ? name : undefined;
}

/** What must be allowed to change something of a table: the catalog, the database and the table. */
export function tableArns({ partition, account, region }: ArnTarget, database: string, table: string): string[] {
  const glue = `arn:${partition}:glue:${region}:${account}`;
  return [`${glue}:catalog`, `${glue}:database/${database}`, `${glue}:table/${database}/${table}`];
}

export interface ManagedBy {
  readonly tool: 'CloudFormation' | 'Terraform';
  /** The stack, where tags name it. */
  readonly stack?: string;
}

/**
 * Who manages a resource, by its tags. CloudFormation sets its own; Terraform sets none, so only tags that people
 * configure are recognised. Undefined: unknown, which is not "nobody".
 */
export function managedBy(tags: Readonly<Record<string, string>>): ManagedBy | undefined {
  const stack = tags['aws:cloudformation:stack-name'];
  if (stack !== undefined) return { tool: 'CloudFormation', stack };
  const terraform = Object.entries(tags).some(
    ([key, value]) =>
      /^(?:terraform|tf[-_]?(?:module|workspace|state))/i.test(key) ||
      (/^(?:managed|created|provisioned|deployed)[-_ ]?(?:by|with)$|^iac$/i.test(key) &&
        /terraform|opentofu/i.test(value)),
  );
  return terraform ? { tool: 'Terraform' } : undefined;
}
