import type { Target } from './model.ts';

/** AWS's partitions, by the beginning of a region's name. */
export function partition(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** `arn:aws:glue:eu-west-1:111122223333:job/orders`; `type` as ARNs say it: job, trigger, crawler. */
export function glueArn({ account, region }: Target, type: string, name: string): string {
  return `arn:${partition(region)}:glue:${region}:${account}:${type}/${name}`;
}

/** What must be allowed to change something of a table: the catalog, the database and the table. */
export function tableArns({ account, region }: Target, database: string, table: string): string[] {
  const glue = `arn:${partition(region)}:glue:${region}:${account}`;
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
