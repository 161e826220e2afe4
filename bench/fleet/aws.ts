// A made-up AWS for large fleets, in a process of its own. `node bench/fleet/aws.ts <options as JSON>` prints its URL and
// runs until SIGTERM. Cheap, because it shares the machine with what is measured: it holds no state, and checks the
// whole signature of one request in a hundred only. Scope, session token, target, page sizes and tokens of all.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { parseAuthorization, signatureHolds } from '../../sandbox/aws/access/signature.ts';
import { createAnswers } from './answers.ts';
import { createRateLimit } from './limits.ts';
import type { AwsOptions } from './options.ts';
import { createTally } from './tally.ts';

const options: AwsOptions = JSON.parse(process.argv[2] ?? '{}');
const answers = createAnswers(options);
const mayPass = createRateLimit();
const tally = createTally();
/** Of everybody: keys and tokens are derived from the account, so nothing is kept. */
const secret = 'bench-secret-access-key-0123456789abcdef';
const ownAccount = '999999999999';
const checkEvery = 100;
const jsonHeaders = { 'content-type': 'application/x-amz-json-1.1' };
let served = 0;

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

interface Request {
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly operation: string;
  readonly body: string;
}

const refuse = (code: string, message: string, status = 400): Refusal => ({ status, code, message });
const keyOf = (account: string) => `ASIA${account}BENCH`;
const tokenOf = (account: string) => `token-of-${account}-`.padEnd(400, 'x');

/** Whose request it is, or what AWS would answer. */
function authenticate(request: IncomingMessage, body: Buffer): Request | Refusal {
  const authorization = parseAuthorization(request.headers.authorization ?? '');
  if (authorization === undefined) return refuse('MissingAuthenticationTokenException', 'Missing Authentication Token');
  const { accessKeyId, service, region, signedHeaders } = authorization;
  const account = accessKeyId === `AKIA${ownAccount}` ? ownAccount : accessKeyId.slice(4, 16);
  const token = account === ownAccount ? undefined : tokenOf(account);
  if (
    request.headers['x-amz-security-token'] !== token ||
    !['host', 'x-amz-date'].every((name) => signedHeaders.includes(name))
  )
    return refuse('UnrecognizedClientException', 'The security token included in the request is invalid.');
  served += 1;
  const signed = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
  if (served % checkEvery === 0 && !signatureHolds(signed, authorization, secret))
    return refuse('InvalidSignatureException', 'The request signature we calculated does not match.', 403);
  const text = body.toString();
  const target = String(request.headers['x-amz-target'] ?? '').split('.', 2);
  const operation = service === 'sts' ? (new URLSearchParams(text).get('Action') ?? '') : (target[1] ?? '');
  const isJson = request.headers['content-type'] === 'application/x-amz-json-1.1';
  const prefix = { glue: 'AWSGlue', kms: 'TrentService' }[service];
  if (service !== 'sts' && (target[0] !== prefix || !isJson))
    return refuse('UnknownOperationException', 'No such operation');
  return { service, region, account, operation, body: text };
}

function sts({ operation, body, account }: Request): string | Refusal {
  const asked = new URLSearchParams(body);
  if (asked.get('Version') !== '2011-06-15') return refuse('InvalidAction', 'Could not find this version');
  if (operation === 'GetCallerIdentity')
    return xml(operation, `<Account>${account}</Account><Arn>arn:aws:iam::${account}:user/bench</Arn>`);
  const into = /^arn:aws:iam::(\d{12}):role\/[\w-]+$/.exec(asked.get('RoleArn') ?? '')?.[1];
  const session = asked.get('RoleSessionName');
  if (operation !== 'AssumeRole' || into === undefined || !session) return refuse('ValidationError', 'Not a role');
  const expiration = new Date(Date.now() + 3_600_000).toISOString();
  return xml(
    operation,
    `<Credentials><AccessKeyId>${keyOf(into)}</AccessKeyId><SecretAccessKey>${secret}</SecretAccessKey>` +
      `<SessionToken>${tokenOf(into)}</SessionToken><Expiration>${expiration}</Expiration></Credentials>` +
      `<AssumedRoleUser><Arn>arn:aws:sts::${into}:assumed-role/gluewarden-scan/${session}</Arn>` +
      `<AssumedRoleId>AROA:${session}</AssumedRoleId></AssumedRoleUser>`,
  );
}

function xml(operation: string, result: string): string {
  return (
    `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result>${result}` +
    `</${operation}Result><ResponseMetadata><RequestId>bench</RequestId></ResponseMetadata></${operation}Response>`
  );
}

function json({ service, operation, account, region, body }: Request): Buffer | string | Refusal {
  const input = JSON.parse(body);
  const asked = { account, region, input };
  const page = service === 'kms' ? answers.describeKey(asked) : answers.glue(operation, asked);
  return page.error === undefined ? page.body : refuse(page.error, `${operation} refused`);
}

function judge(request: Request): Buffer | string | Refusal {
  const { service, operation, account, region } = request;
  const perSecond = options.limits[operation];
  const lane = service === 'sts' ? operation : `${account}/${region}/${operation}`;
  const at = performance.now();
  const isRefused = perSecond !== undefined && !mayPass(lane, perSecond, at);
  tally.add(operation, at, isRefused);
  if (isRefused) return refuse(service === 'sts' ? 'Throttling' : 'ThrottlingException', 'Rate exceeded');
  return service === 'sts' ? sts(request) : json(request);
}

function send(response: ServerResponse, service: string, answer: Buffer | string | Refusal): void {
  const headers = { 'x-amzn-requestid': 'bench', date: new Date().toUTCString() };
  if (Buffer.isBuffer(answer) || typeof answer === 'string') {
    const type = service === 'sts' ? { 'content-type': 'text/xml' } : jsonHeaders;
    response.writeHead(200, { ...headers, ...type, 'content-length': Buffer.byteLength(answer) });
    response.end(answer);
    return;
  }
  const { status, code, message } = answer;
  const body =
    service === 'sts'
      ? `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`
      : JSON.stringify({ __type: code, message });
  response.writeHead(status, { ...headers, ...jsonHeaders, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

const server = createServer({ keepAliveTimeout: 120_000, noDelay: true }, (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (request.url === '/_bench/take') {
      response.end(JSON.stringify(tally.take()));
      return;
    }
    const asked = authenticate(request, Buffer.concat(chunks));
    if (!('service' in asked)) {
      send(response, 'glue', asked);
      return;
    }
    if (asked.service !== 'sts' && asked.region === options.hangs) return;
    const answer = judge(asked);
    setTimeout(() => send(response, asked.service, answer), options.latencyMs);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const environment = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: `AKIA${ownAccount}`,
    AWS_SECRET_ACCESS_KEY: secret,
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  process.stdout.write(`${JSON.stringify({ url: environment.AWS_ENDPOINT_URL, environment })}\n`);
});
process.once('SIGTERM', () => process.exit(0));
