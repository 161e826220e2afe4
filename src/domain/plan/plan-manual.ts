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
