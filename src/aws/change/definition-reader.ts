import { CloudError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import { hasRunEnded } from '../../domain/remediation/first-run.ts';
import type { DefinitionReader, RawDefinition } from '../../usecases/ports/remediation-cloud.ts';
import type { GlueConnection, IamConnection, KmsConnection } from '../access/clients.ts';
import { isDenied, toCloudError } from '../access/errors.ts';
import { nextToken, pageItems } from '../read/paging.ts';
import { fields } from '../read/parse.ts';
import { definitionReads } from './definition-calls.ts';
import { listAliases, listKeys, type OwnKey, ownKeys } from './own-keys.ts';
import { readKeyArn, readKeyPolicy, simulate } from './permission-reads.ts';
import { bookmarkObservation, runObservation } from './run-observations.ts';
import { listTableNames } from './table-names.ts';

export interface DefinitionReaderOptions {
  readonly glue: () => Promise<GlueConnection>;
  readonly kms: () => Promise<KmsConnection>;
  readonly iam: () => Promise<IamConnection>;
  /** Told the code of every call that failed. */
  readonly onError?: (code: string) => void;
}

type RequestOptions = { readonly abortSignal?: AbortSignal };
type Send = (connection: GlueConnection, options: RequestOptions) => Promise<object>;

const runsPerPage = 200;
const mostRunPages = 5;

/** Definitions of one account in one region, exactly as Glue sent them. */
export function createDefinitionReader(options: DefinitionReaderOptions): DefinitionReader {
  const { glue, kms, iam } = options;

  /** @throws {CloudError} */
  async function attempt<T>(call: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const failure = toCloudError(call, error, signal);
      options.onError?.(failure.code);
      throw failure;
    }
  }

  const answerOf = (call: string, signal: AbortSignal | undefined, send: Send) =>
    attempt(call, signal, async () => fields(await send(await glue(), signal ? { abortSignal: signal } : {})));

  async function definition(
    call: string,
    member: string,
    signal: AbortSignal | undefined,
    send: Send,
  ): Promise<RawDefinition | undefined> {
    try {
      const answer = await answerOf(call, signal, send);
      const found = answer[member];
      if (!isJsonObject(found)) throw new CloudError(call, 'MalformedResponse', `The answer has no ${member}.`);
      return { definition: found, awsRequestId: requestIdOf(answer) };
    } catch (error) {
      if (error instanceof CloudError && error.code === 'EntityNotFoundException') return undefined;
      throw error;
    }
  }

  async function* runPages(job: string, signal: AbortSignal | undefined): AsyncGenerator<readonly unknown[]> {
    const call = 'GetJobRuns';
    const tokens = new Set<string>();
    let token: string | undefined;
    for (let page = 0; page < mostRunPages; page += 1) {
      const input = { JobName: job, MaxResults: runsPerPage, ...(token !== undefined && { NextToken: token }) };
      const answer = await answerOf(call, signal, ({ sdk, client }, http) =>
        client.send(new sdk.GetJobRunsCommand(input), http),
      );
      yield pageItems(call, answer.JobRuns);
      token = nextToken(call, answer.NextToken, tokens);
      if (token === undefined) return;
    }
  }

  /** Which values its runs' errors may not quote. Undefined: not to be read, and then nothing of an error is kept. */
  async function jobOf(name: string, signal: AbortSignal | undefined): Promise<JsonObject | undefined> {
    try {
      const { operation, member, send } = definitionReads.job;
      const found = await definition(operation, member, signal, (connection, http) =>
        send(connection, { kind: 'job', name }, http),
      );
      return found?.definition;
    } catch (error) {
      if (error instanceof CloudError) return undefined;
      throw error;
    }
  }

  return {
    definition(of, signal) {
      const { operation, member, send } = definitionReads[of.kind];
      return definition(operation, member, signal, (connection, http) => send(connection, of, http));
    },
    tables: (database, signal) =>
      attempt('GetTables', signal, async () => listTableNames(await glue(), database, signal)),
    async keys(signal): Promise<readonly OwnKey[]> {
      const [aliases, arns] = await Promise.all([
        attempt('ListAliases', signal, async () => listAliases(await kms(), signal)),
        attempt('ListKeys', signal, async () => listKeys(await kms(), signal)).catch((error: CloudError) => {
          if (!isDenied(error.code)) throw error;
          return [];
        }),
      ]);
      return ownKeys(aliases, arns);
    },
    async activeRuns(job, signal) {
      let active = 0;
      for await (const runs of runPages(job, signal))
        active += runs.filter((run) => !hasRunEnded(runObservation(run))).length;
      return active;
    },
    async runs(job, since, signal) {
      const found: unknown[] = [];
      const startedAt = (run: unknown) => runObservation(run).startedAt;
      for await (const runs of runPages(job, signal)) {
        found.push(...runs.filter((run) => startedAt(run) >= since));
        // Glue lists the newest first [inferred]: behind a page of older ones there are only older ones.
        if (runs.length > 0 && runs.every((run) => startedAt(run) < since)) break;
      }
      const definition = found.some((run) => fields(run).ErrorMessage !== undefined)
        ? await jobOf(job, signal)
        : undefined;
      return found.map((run) => runObservation(run, definition));
    },
    async bookmark(job, signal) {
      const entry = await definition('GetJobBookmark', 'JobBookmarkEntry', signal, ({ sdk, client }, http) =>
        client.send(new sdk.GetJobBookmarkCommand({ JobName: job }), http),
      );
      return entry === undefined ? { none: true } : bookmarkObservation(entry.definition);
    },
    async tags(arn, signal) {
      const answer = await answerOf('GetTags', signal, ({ sdk, client }, http) =>
        client.send(new sdk.GetTagsCommand({ ResourceArn: arn }), http),
      );
      return Object.fromEntries(
        Object.entries(fields(answer.Tags)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
      );
    },
    simulate: (asked, signal) =>
      attempt('SimulatePrincipalPolicy', signal, async () => simulate(await iam(), asked, signal)),
    keyArn: (key, signal) => attempt('DescribeKey', signal, async () => readKeyArn(await kms(), key, signal)),
    keyPolicy: (arn, signal) => attempt('GetKeyPolicy', signal, async () => readKeyPolicy(await kms(), arn, signal)),
  };
}

/** The raw answers are parsed JSON, so an object among them is a JSON object. */
function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** AWS's id of the request, for the audit trail; empty where the answer had none. */
export function requestIdOf(answer: object): string {
  const id = fields(fields(answer).$metadata).requestId;
  return typeof id === 'string' ? id : '';
}
