import type { JsonObject } from '../json.ts';
import { type ConfigurationStep, isReplacement } from './encryption.ts';
import { describeKeys } from './permissions.ts';
import type { StepKind } from './step-kind.ts';

export type CreateConfiguration = ConfigurationStep<'create-configuration'>;

export function creation(id: string, name: string, encryption: JsonObject): CreateConfiguration {
  return { id, type: 'create-configuration', name, encryption };
}

/** Makes a security configuration. */
export const createConfiguration: StepKind<
  CreateConfiguration,
  'configuration',
  'CreateSecurityConfiguration',
  ConfigurationStep<'delete-configuration'>
> = {
  type: 'create-configuration',
  effect: 'creates',
  resource: 'configuration',
  dependent: null,
  operation: 'CreateSecurityConfiguration',
  words: {
    stage: 'Create configurations',
    stageBack: 'Create what was deleted',
    canaryStage: null,
    unit: { before: '', one: 'configuration' },
    subject: (name) => name,
    untouched: 'left as it was',
  },
  configurationWords: {
    done: (name) => `Done: the configuration "${name}" exists.`,
    failed: (name) => `It failed: there is no configuration "${name}".`,
    rollsBack: (counted) => `creates ${counted} again`,
  },
  draft: null,

  of: (step) => ({
    resource: { kind: 'configuration', name: step.name },
    judge(definition) {
      if (definition === undefined) return { at: 'start', definition: {} };
      if (isReplacement(definition, step.encryption)) return { at: 'goal', differs: [] };
      return { at: 'elsewhere', state: 'failed', reason: 'name-taken' };
    },
    request: () => ({ input: { Name: step.name, EncryptionConfiguration: step.encryption } }),
    inverse: () => ({ ...step, type: 'delete-configuration' }),
    made: (before) => before,
    expecting: () => step,
    permissions: () => [{ actions: ['glue:CreateSecurityConfiguration'] }, ...describeKeys(step.encryption)],
    tagged: () => null,
    job: null,
    role: null,
    runs: () => [],
    actions: [],
    starts: [],
    toDo: () => `create security configuration ${step.name}`,
    note: null,
  }),
};
