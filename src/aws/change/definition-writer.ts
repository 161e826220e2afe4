import { isNotYetUsable, notYetUsableCode } from '../../domain/aws-fault.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { DefinitionWriter } from '../../usecases/ports/remediation-cloud.ts';
import type { GlueConnection } from '../access/clients.ts';
import { toCloudError } from '../access/errors.ts';
import { definitionWrites } from './definition-calls.ts';
import { requestIdOf } from './definition-reader.ts';
import { sendExactly } from './exact-body.ts';
import { sendFresh } from './fresh-sending.ts';
import { updateError } from './run-error.ts';

/** `glue` must be a connection whose client makes one attempt: nobody knows whether a write without answer was made. */
export function createDefinitionWriter(glue: () => Promise<GlueConnection>): DefinitionWriter {
  return {
    async write(_of, operation, input, isFresh) {
      const exact = sendExactly(operation, input);
      const fresh = sendFresh(operation, isFresh);
      try {
        const answer = await definitionWrites[operation](await glue(), input, (command) => fresh(exact(command)));
        return { awsRequestId: requestIdOf(answer) };
      } catch (error) {
        throw toCloudError(operation, error, undefined, (text) => cleanUpdateError(text, input));
      }
    },
  };
}

/** What is decided by these words alone must not depend on the values of a job. */
function cleanUpdateError(text: string, input: JsonObject): string {
  const clean = updateError(text, input);
  const isKept = isNotYetUsable(notYetUsableCode, text) === isNotYetUsable(notYetUsableCode, clean);
  return isKept ? clean : 'Error trying to retrieve security config';
}
