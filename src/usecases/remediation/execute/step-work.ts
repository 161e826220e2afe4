import type { JsonObject } from '../../../domain/json.ts';
import type { Observation } from '../../../domain/steps/observation.ts';
import { aboutStep, kindOf, type Step } from '../../../domain/steps/step-kinds.ts';
import type { DefinitionReader, DefinitionWriter, Hash, RawDefinition } from '../../ports/remediation-cloud.ts';

interface Sent {
  readonly awsRequestId: string;
}

/** The work of one step: how to look, what to make of it, and how to act. */
export interface StepWork {
  read(reader: DefinitionReader): Promise<RawDefinition | undefined>;
  /** `before`: the definition as it was, which the goal is compared with. */
  judge(definition: JsonObject | undefined, before: JsonObject): Observation;
  /** What to send, made from the definition as just read. `isFresh`: as {@link DefinitionWriter.write} asks it. */
  prepare(
    definition: JsonObject,
  ): { send(writer: DefinitionWriter, isFresh: () => boolean): Promise<Sent> } | { refused: readonly string[] };
}

/** The work of a step, as its kind has it. */
export function workOf(step: Step, hash: Hash): StepWork {
  const about = aboutStep(step);
  const { operation } = kindOf(step.type);
  return {
    read: (reader) => reader.definition(about.resource),
    judge: (definition, before) => about.judge(definition, before, hash),
    prepare(definition) {
      const made = about.request(definition);
      return 'refused' in made
        ? made
        : { send: (writer, isFresh) => writer.write(about.resource, operation, made.input, isFresh) };
    },
  };
}
