import type { Reference, Target } from '../model.ts';
import type { ManualWork } from './plan.ts';

/** One word of a POSIX shell. Names are other people's, and the command is made to be pasted. */
function shellWord(word: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** `--option=value`: a value that begins with "-" is then no option. */
function option(name: string, value: string): string {
  return shellWord(`--${name}=${value}`);
}

/** What no update can repoint, each with the command to run once the configuration `to` exists. */
export function manualWork(references: readonly Reference[], target: Target, to: string): ManualWork[] {
  return references.map(({ type, name }) => ({ type, name, ...instructions(type, name, target, to) }));
}

/**
 * Ray jobs take no security configuration (AWS Glue Developer Guide, "Managing security configurations"). Whether an
 * update that names one is refused is not documented: none is sent.
 */
export function rayWork(references: readonly Reference[], { region }: Target): ManualWork[] {
  const at = option('region', region);
  return references.map(({ type, name }) =>
    type === 'trigger'
      ? {
          type,
          name,
          why: 'It starts a Ray job with the old configuration. Ray jobs take no security configuration, so that action is not switched, and the configuration cannot be retired before the action names none. The command shows the trigger.',
          command: `aws glue get-trigger ${at} ${option('name', name)}`,
        }
      : {
          type,
          name,
          why: 'A Ray job takes no security configuration, so this one is not switched, and the configuration cannot be retired before the job names none (in the console: Job details, Advanced properties, Security configuration). The command shows the job.',
          command: `aws glue get-job ${at} ${option('job-name', name)}`,
        },
  );
}

function instructions(
  type: Reference['type'],
  name: string,
  { region }: Target,
  to: string,
): Pick<ManualWork, 'why' | 'command'> {
  const at = option('region', region);
  switch (type) {
    case 'session':
      return {
        why: 'An interactive session keeps its configuration until it ends. Stop it, and start the next one with the new configuration (in a notebook: %security_config).',
        command: `aws glue stop-session ${at} ${option('id', name)}`,
      };
    case 'ml-transform':
      return {
        why: 'The configuration of an ML transform is set when it is created. Create another with the same settings (aws glue get-ml-transform shows them) and the new configuration, then delete this one.',
        command: `aws glue create-ml-transform ${at} ${option('transform-encryption', `TaskRunSecurityConfigurationName=${to}`)} --name=NEW-NAME --role=ROLE --input-record-tables=TABLES --parameters=PARAMETERS`,
      };
    default:
      return {
        why: 'A dev endpoint keeps its configuration for life. Create another with the same settings (aws glue get-dev-endpoint shows them) and the new configuration, then delete this one.',
        command: `aws glue create-dev-endpoint ${at} ${option('security-configuration', to)} --endpoint-name=NEW-NAME --role-arn=ROLE`,
      };
  }
}
