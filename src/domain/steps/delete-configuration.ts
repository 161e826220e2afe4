import type { JsonObject } from '../json.ts';
import { type ConfigurationStep, isReplacement } from './encryption.ts';
import { changed } from './observation.ts';
import type { StepKind } from './step-kind.ts';

/** Only of what nothing references, by fresh lists: deleting has no "in use" error. */
export type DeleteConfiguration = ConfigurationStep<'delete-configuration'>;

export function deletion(id: string, name: string, encryption: JsonObject): DeleteConfiguration {
  return { id, type: 'delete-configuration', name, encryption };
}

/** Deletes a security configuration that still encrypts as it did. */
export const deleteConfiguration: StepKind<
  DeleteConfiguration,
  'configuration',
  'DeleteSecurityConfiguration',
  ConfigurationStep<'create-configuration'>
> = {
  type: 'delete-configuration',
  effect: 'deletes',
  resource: 'configuration',
  dependent: null,
  operation: 'DeleteSecurityConfiguration',
  words: {
    stage: 'Delete configurations',
    stageBack: 'Delete what was created',
    canaryStage: null,
    unit: { before: '', one: 'configuration' },
    subject: (name) => name,
    untouched: 'it was not deleted',
  },
  configurationWords: {
    done: (name) => `Done: the configuration "${name}" is deleted.`,
    failed: (name) => `Nothing was deleted: the configuration "${name}" still exists.`,
    rollsBack: (counted) => `deletes ${counted} that it created, if nothing else uses it`,
  },
  draft: null,

  of: (step) => ({
    resource: { kind: 'configuration', name: step.name },
    judge(definition) {
      if (definition === undefined) return { at: 'goal', differs: [] };
      return isReplacement(definition, step.encryption) ? { at: 'start', definition } : changed([]);
    },
    request: () => ({ input: { Name: step.name } }),
    inverse: () => ({ ...step, type: 'create-configuration' }),
    made: (before) => before,
    expecting: () => step,
    permissions: () => [{ actions: ['glue:DeleteSecurityConfiguration'] }],
    tagged: () => null,
    job: null,
    role: null,
    runs: () => [],
    actions: [],
    starts: [],
    toDo: () => `delete security configuration ${step.name}, if nothing references it`,
    note: null,
  }),
};
