import type { GlueClient } from '@aws-sdk/client-glue';

const emptyAnswer = new TextEncoder().encode('{}');
const decoder = new TextDecoder();

/**
 * Makes the client's calls give the JSON exactly as the service sent it. The SDK rejects a whole page for one odd
 * timestamp, drops members that it does not know, and its walk through the schema costs a third of a scan's computing;
 * our own parsers need none of it. Error answers, retries and signatures stay with the SDK.
 */
export function useRawAnswers(client: GlueClient): GlueClient {
  const answers = new WeakMap<object, object>();
  // Low priority is nearest to the network: this one reads before the SDK's deserializer, the next one after it.
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      if (!isSuccess(result.response)) return result;
      answers.set(result.response, await takeBody(result.response));
      return result;
    },
    { name: 'takeRawAnswer', step: 'deserialize', priority: 'low' },
  );
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const answer = isSuccess(result.response) && answers.get(result.response);
      return answer ? { ...result, output: Object.assign({}, answer, result.output) } : result;
    },
    { name: 'giveRawAnswer', step: 'deserialize', priority: 'high' },
  );
  // The log filter would walk the schema again, also when nothing logs.
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}

export interface Response {
  readonly statusCode: number;
  body: NodeJS.ReadableStream | Uint8Array;
}

export function isSuccess(response: unknown): response is Response {
  if (typeof response !== 'object' || response === null) return false;
  return 'statusCode' in response && typeof response.statusCode === 'number' && response.statusCode < 300;
}

/** The service's JSON. Leaves an empty object for the SDK to read. @throws {Error} for anything but an object */
export async function takeBody(response: Response): Promise<object> {
  const body = response.body instanceof Uint8Array ? response.body : await readBody(response.body);
  const answer = parseAnswer(decoder.decode(body), response.statusCode);
  response.body = emptyAnswer;
  return answer;
}

/** As `node:stream/consumers` does, without an iterator: its promises were a twentieth of what a request costs. */
function readBody(body: NodeJS.ReadableStream): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    body.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    // Most answers come in one piece, which need not be copied.
    body.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    body.once('error', reject);
    // After an end this changes nothing.
    body.once('close', () => reject(Object.assign(new Error('The answer broke off'), { code: 'ECONNRESET' })));
  });
}

/** Anything but a JSON object is an error and never an empty answer: a proxy's page must not look like "no jobs". */
function parseAnswer(body: string, httpStatusCode: number): object {
  try {
    const answer: unknown = JSON.parse(body);
    if (typeof answer === 'object' && answer !== null && !Array.isArray(answer)) return answer;
  } catch {
    // The parser's message quotes the body, which can hold secrets: it goes no further.
  }
  throw Object.assign(new Error('The answer is no JSON object'), { $metadata: { httpStatusCode } });
}
