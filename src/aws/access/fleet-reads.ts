import type { GlueClient } from '@aws-sdk/client-glue';
import { AwsSdkSigV4Signer } from '@aws-sdk/core/httpAuthSchemes';
import { HttpRequest, HttpResponse } from '@smithy/core/protocols';
import { retryMiddleware } from '@smithy/core/retry';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Credentials, Holder } from './holder.ts';
import { createHolderLanes } from './holder-lanes.ts';
import type { PaceClock } from './pace.ts';
import { type PageBounds, respectPageBounds } from './page-bounds.ts';
import { isSuccess, takeBody } from './raw-answers.ts';
import type { RetryStrategy } from './retries.ts';
import { createTemplateSigners, type SignRequest } from './template-signer.ts';

type Handle = NodeHttpHandler['handle'];
type Request = Parameters<Handle>[0];
type Response = Awaited<ReturnType<Handle>>['response'];

/** What a client is told instead of the network's answer. */
interface Rehearsal {
  readonly abortSignal?: AbortSignal;
  readonly answer: (request: Request) => Response;
}

/** A client with which nothing travels: the SDK's own, as it makes requests and reads refusals. */
export interface RehearsedClient {
  readonly config: Pick<GlueClient['config'], 'maxAttempts' | 'disableClockSkewCorrection' | 'retryStrategy'>;
  send(command: Command, options: Rehearsal): Promise<object>;
}

/** The settings that make one. */
export const rehearsed = {
  requestHandler: {
    handle: async (request: Request, options: Partial<Rehearsal> = {}) => {
      if (options.answer === undefined) throw new Error('A rehearsed client has no network');
      return { response: options.answer(request) };
    },
  },
  credentials: { accessKeyId: 'REHEARSAL', secretAccessKey: 'never-sent' },
};

const never: RetryStrategy = {
  acquireInitialRetryToken: async () => ({ getRetryCount: () => 0, getRetryDelay: () => 0 }),
  refreshRetryTokenForRetry: async () => {
    throw new Error('No retry');
  },
  recordSuccess: () => undefined,
};

export interface FleetReadsSettings {
  readonly make: (region: string) => RehearsedClient;
  readonly requestHandler: Pick<NodeHttpHandler, 'handle'>;
  readonly retriesOf: (maxAttempts: () => Promise<number>) => RetryStrategy;
  readonly bounds: PageBounds;
  readonly clock: PaceClock;
  /** Whether each account, Region and operation finds its pace. */
  readonly isPaced: boolean;
}

/**
 * @param command of a service that speaks JSON 1.1, with flat members. Its answer is the service's JSON.
 * @throws whatever the SDK's client throws
 */
export type FleetReads = (holder: Holder, region: string, command: Command, signal?: AbortSignal) => Promise<object>;

/** As the SDK makes them. */
export interface Command {
  readonly input: object;
}

/** A request without what differs from one to the next. */
interface Template {
  readonly request: Request;
  /** `GetJobs` */
  readonly operation: string;
  readonly sign: SignRequest;
}

/** Headers that are another one in each request: of the signer, and of what is signed. */
const ofSigner = ['authorization', 'x-amz-date', 'x-amz-security-token', 'x-amz-content-sha256'];
const changing = ['amz-sdk-invocation-id', 'amz-sdk-request', 'content-length'];
const ofOneRequest = new Set([...ofSigner, ...changing]);

/**
 * Reads for a whole fleet with one client a Region. The SDK makes a client for each credentials, and each call asks its
 * configuration, endpoint rules, user agent and schemas anew: two thirds of what a request costs. Here the SDK makes the
 * first request of each operation and Region, which is the template of the others; signer, retries, connections and the
 * reading of refusals are its own, in its own order.
 */
export function createFleetReads(settings: FleetReadsSettings): FleetReads {
  const { make, requestHandler, retriesOf, bounds, clock, isPaced } = settings;
  const regions = new Map<string, ReturnType<typeof createShared>>();
  const inLane = createHolderLanes(clock);
  const signerOf = createTemplateSigners();
  const signing = new AwsSdkSigV4Signer();
  const inBounds = respectPageBounds(bounds);

  function sharedIn(region: string) {
    const shared = regions.get(region) ?? createShared(make(region), retriesOf, signerOf);
    regions.set(region, shared);
    return shared;
  }

  return async (holder, region, command, signal) => {
    const shared = sharedIn(region);
    const template = await shared.templateOf(command);
    const options = signal && { abortSignal: signal };
    // As the SDK does: credentials that cannot be had are no attempt that failed.
    const identity = await resolved(holder.credentials);

    async function exchange(request: HttpRequest) {
      const { disableClockSkewCorrection } = shared.client.config;
      const sign = async (_: unknown, { signingDate }: { readonly signingDate: Date }) =>
        template.sign(request, await resolved(holder.credentials), signingDate);
      const config = {
        signer: async () => ({ sign }),
        disableClockSkewCorrection,
        get systemClockOffset() {
          return shared.clockOffset.ms;
        },
        set systemClockOffset(ms: number) {
          shared.clockOffset.ms = ms;
        },
      };
      const properties = { config, context: {} };
      await signing.sign(request, identity, properties);
      try {
        const { response } = await requestHandler.handle(request, options);
        if (!isSuccess(response)) throw await shared.refusal(command, response);
        const answer = await takeBody(response);
        signing.successHandler(response, properties);
        return { response, output: { ...answer, $metadata: { httpStatusCode: response.statusCode } } };
      } catch (error) {
        return signing.errorHandler(properties)(error instanceof Error ? error : new Error(String(error)));
      }
    }

    const lane = `${region}/${template.operation}`;
    const attempt = ({ request }: { request: unknown }) => {
      if (!HttpRequest.isInstance(request)) throw new TypeError('Not a request');
      return isPaced ? inLane(holder, lane, () => exchange(request), signal) : exchange(request);
    };
    const call = retryMiddleware(shared.retries)(attempt, { __smithy_context: { ...options } });
    const ask = inBounds(({ input }: { input: object }) => call({ input, request: requestOf(template, input) }), {
      commandName: `${template.operation}Command`,
    });
    const { output } = await ask({ input: command.input });
    return output;
  };
}

async function resolved(credentials: Credentials) {
  return typeof credentials === 'function' ? credentials() : credentials;
}

/** What all accounts share in one Region. */
function createShared(
  client: RehearsedClient,
  retriesOf: FleetReadsSettings['retriesOf'],
  signerOf: ReturnType<typeof createTemplateSigners>,
) {
  client.config.retryStrategy = async () => never;
  const strategy = Promise.resolve(retriesOf(client.config.maxAttempts));
  const templates = new Map<unknown, Promise<Template>>();

  async function rehearse(command: Command): Promise<Template> {
    let made: Request | undefined;
    await client.send(command, {
      answer(request) {
        made = request;
        return new HttpResponse({ statusCode: 200, headers: {}, body: new TextEncoder().encode('{}') });
      },
    });
    if (made === undefined) throw new Error('The SDK made no request');
    return templateFrom(made, signerOf);
  }

  return {
    client,
    clockOffset: { ms: 0 },
    retries: { maxAttempts: client.config.maxAttempts, retryStrategy: () => strategy },
    templateOf(command: Command): Promise<Template> {
      const kind = command.constructor;
      const template = templates.get(kind) ?? rehearse(command);
      templates.set(kind, template);
      // A broken profile may be mended.
      template.catch(() => templates.delete(kind));
      return template;
    },
    /** What the SDK's client throws for this answer. */
    refusal: (command: Command, response: Response): Promise<unknown> =>
      client.send(command, { answer: () => response }).then(
        () => new Error('A refusal was read as an answer'),
        (error: unknown) => error,
      ),
  };
}

/** @throws {Error} when the request was not signed as services with JSON 1.1 are */
function templateFrom(request: Request, signerOf: ReturnType<typeof createTemplateSigners>): Template {
  const { authorization = '', 'x-amz-target': target = '' } = request.headers;
  const [, region, service] = /Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(authorization) ?? [];
  const [, operation] = target.split('.');
  if (!region || !service || !operation) throw new Error('The SDK signed a request in an unknown way');
  const headers = Object.entries(request.headers).filter(([name]) => !ofOneRequest.has(name.toLowerCase()));
  const same = new HttpRequest({ ...request, headers: Object.fromEntries(headers) });
  return { request: same, operation, sign: signerOf(same, changing, { region, service }) };
}

function requestOf({ request }: Template, input: object): HttpRequest {
  const body = JSON.stringify(input);
  const headers = { ...request.headers, 'content-length': String(Buffer.byteLength(body)) };
  return new HttpRequest({ ...request, headers, body });
}
