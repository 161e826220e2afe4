import type { EvaluationResult } from '@aws-sdk/client-iam';
import { CloudError } from '../../domain/errors.ts';
import type { Simulation, SimulationAsked } from '../../usecases/ports/remediation-cloud.ts';
import type { IamConnection, KmsConnection } from '../access/clients.ts';
import { readToEnd } from '../read/paging.ts';
import { fields, text } from '../read/parse.ts';

const simulation = 'SimulatePrincipalPolicy';

/** To the end. @throws {CloudError} or whatever the SDK throws */
export async function simulate(
  { sdk, client }: IamConnection,
  { principal, actions, resources, context = {} }: SimulationAsked,
  signal?: AbortSignal,
): Promise<readonly Simulation[]> {
  const entries = Object.entries(context).map(([name, value]) => ({
    ContextKeyName: name,
    ContextKeyType: 'string' as const,
    ContextKeyValues: [value],
  }));
  const input = {
    PolicySourceArn: principal,
    ActionNames: [...actions],
    ResourceArns: [...resources],
    ...(entries.length > 0 && { ContextEntries: entries }),
  };
  const { items, error } = await readToEnd<readonly Simulation[]>(
    {
      call: simulation,
      async readPage(token) {
        const command = new sdk.SimulatePrincipalPolicyCommand({
          ...input,
          ...(token !== undefined && { Marker: token }),
        });
        const page = await client.send(command, signal && { abortSignal: signal });
        return { items: page.EvaluationResults, nextToken: page.IsTruncated ? page.Marker : undefined };
      },
      parse: (item) => readResult(fields(item), resources),
    },
    signal,
  );
  if (error) throw new CloudError(error.call, error.error, error.message ?? error.error);
  const all = items.flat();
  return actions.flatMap((action) => resources.map((resource) => strictest(all, action, resource)));
}

/** The most restrictive first. */
const decisions = ['explicitDeny', 'implicitDeny', 'allowed'] as const;

/** An answer that lacks something asked for must not look like one that has it. @throws {CloudError} */
function strictest(all: readonly Simulation[], action: string, resource: string): Simulation {
  const about = all.filter((each) => each.action.toLowerCase() === action.toLowerCase() && each.resource === resource);
  const decision = decisions.find((each) => about.some((one) => one.decision === each));
  if (decision === undefined) throw new CloudError(simulation, 'MalformedResponse', `No answer to ${action}.`);
  return { action, resource, decision, missingContext: [...new Set(about.flatMap((each) => each.missingContext))] };
}

/**
 * One result is one action. Each resource has an answer of its own in `ResourceSpecificResults`; `EvalResourceName`
 * beside them is a pattern. It was one result for each action and resource before (API reference, EvaluationResult).
 */
function readResult(
  item: Partial<Record<keyof EvaluationResult, unknown>>,
  resources: readonly string[],
): readonly Simulation[] | undefined {
  const action = text(item.EvalActionName);
  if (action === undefined) return undefined;
  const [only, ...more] = resources;
  const own: readonly unknown[] = Array.isArray(item.ResourceSpecificResults) ? item.ResourceSpecificResults : [];
  if (own.length === 0) {
    const resource = more.length === 0 ? only : text(item.EvalResourceName);
    const decision = decisionOf(item.EvalDecision, item);
    return decision && resource !== undefined ? [{ action, resource, decision, ...missing(item) }] : undefined;
  }
  const answers = own.map((each) => {
    const result = fields(each);
    const resource = text(result.EvalResourceName);
    const { OrganizationsDecisionDetail } = item;
    const decision = decisionOf(result.EvalResourceDecision, { OrganizationsDecisionDetail, ...result });
    return decision && resource !== undefined ? { action, resource, decision, ...missing(result) } : undefined;
  });
  return answers.every((each) => each !== undefined) ? answers : undefined;
}

function decisionOf(raw: unknown, item: object): Simulation['decision'] | undefined {
  const decision = decisions.find((each) => each === raw);
  const { OrganizationsDecisionDetail: organization, PermissionsBoundaryDecisionDetail: boundary } = fields(item);
  const forbidden =
    fields(organization).AllowedByOrganizations === false || fields(boundary).AllowedByPermissionsBoundary === false;
  return decision === 'allowed' && forbidden ? 'implicitDeny' : decision;
}

function missing({ MissingContextValues: names }: { readonly MissingContextValues?: unknown }) {
  return { missingContext: Array.isArray(names) ? names.flatMap((name) => text(name) ?? []) : [] };
}

/** The ARN of the key behind an alias. @throws {CloudError} or whatever the SDK throws */
export async function readKeyArn({ sdk, client }: KmsConnection, key: string, signal?: AbortSignal): Promise<string> {
  const answer = await client.send(new sdk.DescribeKeyCommand({ KeyId: key }), signal && { abortSignal: signal });
  return required('DescribeKey', fields(answer.KeyMetadata).Arn);
}

/** A key has one policy, and it is named `default` (KMS API reference, GetKeyPolicy). @throws as above */
export async function readKeyPolicy(
  { sdk, client }: KmsConnection,
  arn: string,
  signal?: AbortSignal,
): Promise<string> {
  const command = new sdk.GetKeyPolicyCommand({ KeyId: arn, PolicyName: 'default' });
  return required('GetKeyPolicy', (await client.send(command, signal && { abortSignal: signal })).Policy);
}

function required(call: string, value: unknown): string {
  const found = text(value);
  if (found === undefined) throw new CloudError(call, 'MalformedResponse', "The service's answer could not be read.");
  return found;
}
