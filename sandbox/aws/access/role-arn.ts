export interface RoleAddress {
  readonly account: string;
  readonly name: string;
}

/** Account and name in a role's ARN; undefined when it is none. A path before the name is dropped. */
export function parseRoleArn(arn: unknown): RoleAddress | undefined {
  const found = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(String(arn));
  return found?.[1] && found[2] ? { account: found[1], name: found[2] } : undefined;
}
