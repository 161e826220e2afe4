import type { ArnTarget } from '../glue-arn.ts';
import type { Json } from '../json.ts';

/** What hands a role to a service, and may hand it to Glue only. */
export const passedToGlue = { StringEquals: { 'iam:PassedToService': 'glue.amazonaws.com' } } as const;

/** What a step's session must be allowed. Without `resources`: the actions have no resource-level permission. */
export interface Permission {
  /** `glue:UpdateJob` */
  readonly actions: readonly string[];
  readonly resources?: readonly string[];
  readonly condition?: typeof passedToGlue;
}

/** Names may hold what a policy would read as a pattern or a variable; IAM's own variables stand for the characters. */
export function literal(name: string): string {
  return name.replace(/\*|\?|\$(?=\{)/g, (character) => `\${${character}}`);
}

/** The right to hand this role to Glue, with the update that names it; nothing where it names none. */
export function passRole(target: ArnTarget, role: string | undefined): Permission[] {
  const resources = roleArns(target, role);
  return resources.length === 0 ? [] : [{ actions: ['iam:PassRole'], resources, condition: passedToGlue }];
}

/**
 * A job names its role by ARN or by name alone. A name is unique in its account whatever the path before it, and has
 * no slash, so the pattern fits that one role.
 */
function roleArns({ partition, account }: ArnTarget, role: string | undefined): string[] {
  if (role === undefined) return [];
  if (role.startsWith('arn:')) return [literal(role)];
  const prefix = `arn:${partition}:iam::${account}:role/`;
  return role.includes('/')
    ? [`${prefix}${literal(role)}`]
    : [`${prefix}${literal(role)}`, `${prefix}*/${literal(role)}`];
}

/** The right to look at every key that an `EncryptionConfiguration` names. */
export function describeKeys(encryption: Json): Permission[] {
  const resources = keyArns(encryption).map(keyResource);
  return resources.length === 0 ? [] : [{ actions: ['kms:DescribeKey'], resources }];
}

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
