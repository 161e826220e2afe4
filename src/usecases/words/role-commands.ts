/** Of the template that makes the roles, as README.md ("A whole organization") has it. */
const file = 'gluewarden-roles.json';

/**
 * What makes the roles that an organization's accounts need, with credentials of one of them: lines to paste.
 * @param remediation there is a remediation role too
 * @param partition of all of their roles: one can only be assumed from its own
 */
export function roleCommands({
  remediation,
  partition,
}: {
  readonly remediation: boolean;
  readonly partition: string;
}): readonly string[] {
  const parameters = [
    `BotRoleArn=arn:${partition}:iam::BOT-ACCOUNT-ID:role/BOT-ROLE`,
    ...(remediation ? ['JobRoles=ROLE-OF-YOUR-JOBS'] : []),
  ];
  return [
    `npm run -s policy -- --format cloudformation > ${file}`,
    `aws cloudformation deploy --stack-name gluewarden-roles --template-file ${file} --capabilities CAPABILITY_NAMED_IAM --parameter-overrides ${parameters.join(' ')}`,
  ];
}
