import type { Json } from '../json.ts';
import { isList, isObject } from '../shape.ts';

/**
 * A small reading of a KMS key's policy, for a check that warns. It never says more than the policy does: what it does
 * not know for certain (conditions, NotPrincipal, NotAction, odd forms) allows nothing, and may forbid anything.
 */
export interface KeyPolicy {
  readonly statements: readonly Statement[];
}

interface Statement {
  readonly effect: 'Allow' | 'Deny';
  /** Undefined: whom it is about is not understood. */
  readonly principals?: readonly Principal[];
  /** Lower case, with `*` and `?`. Undefined: what it is about is not understood. */
  readonly actions?: readonly string[];
  /** It holds for the whole key, under no condition, and has no part that is not known. */
  readonly certain: boolean;
}

interface Principal {
  /** `AWS`, `Service`, … */
  readonly type: string;
  readonly value: string;
}

/** `arn:aws:iam::111122223333:role/path/name`, or `logs.eu-west-1.amazonaws.com`. */
export type KeyUser = { readonly role: string } | { readonly service: string };

/**
 * What a policy says about somebody. `named`: it allows them itself. `delegated`: it allows their whole account, so
 * their own policies decide. `denied`: a Deny may hit them. `unclear`: only what is not understood, or has conditions,
 * may allow them. `absent`: nothing allows them.
 */
export type KeyAccess = 'named' | 'delegated' | 'denied' | 'unclear' | 'absent';

/** KMS takes policies of 32 kB at most (PutKeyPolicy, API reference). */
const longestPolicy = 65_536;
const versions: ReadonlySet<unknown> = new Set([undefined, '2012-10-17', '2008-10-17']);
const policyMembers: ReadonlySet<string> = new Set(['Version', 'Id', 'Statement']);
const statementMembers: ReadonlySet<string> = new Set([
  'Sid',
  'Effect',
  'Principal',
  'Action',
  'Resource',
  'Condition',
]);

/** `keyArn`: whose policy it is. Undefined: it is not understood at all. */
export function parseKeyPolicy(text: string, keyArn: string): KeyPolicy | undefined {
  const document = text.length > longestPolicy ? undefined : parseJson(text);
  if (!isObject(document) || Object.keys(document).some((name) => !policyMembers.has(name))) return undefined;
  if (!versions.has(document.Version)) return undefined;
  const raw = isList(document.Statement) ? document.Statement : [document.Statement ?? null];
  const statements = raw.flatMap((each) => parseStatement(each, keyArn) ?? []);
  return statements.length === raw.length ? { statements } : undefined;
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseStatement(raw: Json, keyArn: string): Statement | undefined {
  if (!isObject(raw)) return undefined;
  const { Effect: effect, Condition: condition } = raw;
  if (effect !== 'Allow' && effect !== 'Deny') return undefined;
  const principals = parsePrincipals(raw.Principal);
  const actions = texts(raw.Action)?.map((action) => action.toLowerCase());
  const unconditional = condition === undefined || (isObject(condition) && Object.keys(condition).length === 0);
  const known = Object.keys(raw).every((name) => statementMembers.has(name));
  const wholeKey = texts(raw.Resource)?.some((resource) => resource === '*' || resource === keyArn) ?? false;
  return {
    effect,
    ...(principals && { principals }),
    ...(actions && { actions }),
    certain: wholeKey && unconditional && known,
  };
}

/** One text, or a list of texts that is not empty. */
function texts(raw: Json | undefined): readonly string[] | undefined {
  const all = isList(raw) ? raw : [raw ?? null];
  const found = all.filter((each) => typeof each === 'string' && each !== '');
  return found.length === all.length && found.length > 0 ? found.map(String) : undefined;
}

function parsePrincipals(raw: Json | undefined): readonly Principal[] | undefined {
  if (raw === '*') return [{ type: 'AWS', value: '*' }];
  if (!isObject(raw) || Object.keys(raw).length === 0) return undefined;
  const all = Object.entries(raw).map(([type, values]) => texts(values)?.map((value) => ({ type, value })));
  return all.every((each) => each !== undefined) ? all.flat() : undefined;
}

/** `actions`: all of which are needed, as `kms:Encrypt`. */
export function keyAccess({ statements }: KeyPolicy, user: KeyUser, actions: readonly string[]): KeyAccess {
  const wanted = actions.map((action) => action.toLowerCase());
  const denies = statements.some(
    (statement) =>
      statement.effect === 'Deny' &&
      reach(statement, user) !== 'absent' &&
      wanted.some((action) => covers(statement, action)),
  );
  if (denies) return 'denied';
  const allowed = statements.filter(({ effect }) => effect === 'Allow');
  return worst(
    wanted.map((action) =>
      best(
        allowed.filter((each) => covers(each, action)),
        user,
      ),
    ),
  );
}

type Reach = Exclude<KeyAccess, 'denied'>;

/** The surest first. */
const order: readonly Reach[] = ['named', 'delegated', 'unclear', 'absent'];

function best(statements: readonly Statement[], user: KeyUser): Reach {
  const reached = new Set(statements.map((statement) => reach(statement, user)));
  return order.find((each) => reached.has(each)) ?? 'absent';
}

function worst(all: readonly Reach[]): Reach {
  return order.findLast((each) => all.includes(each)) ?? 'absent';
}

/** What a statement says about somebody, its effect and its actions apart. */
function reach({ principals, actions, certain }: Statement, user: KeyUser): Reach {
  if (principals === undefined) return 'unclear';
  const one = 'role' in user ? reachOfRole : reachOfService;
  const reached = new Set(principals.map((principal) => one(principal, 'role' in user ? user.role : user.service)));
  const found = order.find((each) => reached.has(each)) ?? 'absent';
  return found !== 'absent' && !(certain && actions !== undefined) ? 'unclear' : found;
}

const roleArn = /^arn:[\w-]+:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/s;
const otherIdentity = /^arn:[\w-]+:iam::\d{12}:(?:user|group)\//;

function reachOfRole({ type, value }: Principal, role: string): Reach {
  if (type === 'Service' || type === 'Federated') return 'absent';
  if (type !== 'AWS') return 'unclear';
  const [, account, name] = roleArn.exec(role) ?? [];
  if (value === '*' || (account !== undefined && accountOf(value) === account)) return 'delegated';
  if (value === role) return 'named';
  if (accountOf(value) !== undefined || otherIdentity.test(value)) return 'absent';
  const [, otherAccount, otherName] = roleArn.exec(value) ?? [];
  if (otherName === undefined || /[*?]/.test(value)) return 'unclear';
  // A role's name is unique in its account, whatever the path before it: a job may name it without one.
  return otherAccount === account && otherName === name ? 'unclear' : 'absent';
}

/** `111122223333` or `arn:aws:iam::111122223333:root`. */
function accountOf(principal: string): string | undefined {
  const [, bare, root] = /^(?:(\d{12})|arn:[\w-]+:iam::(\d{12}):root)$/.exec(principal) ?? [];
  return bare ?? root;
}

/** Whether "everybody" has a service in it is not said by AWS, nor whether a name without a region means every region. */
function reachOfService({ type, value }: Principal, service: string): Reach {
  if (type === 'AWS') return value === '*' ? 'unclear' : 'absent';
  if (type !== 'Service') return 'unclear';
  if (value === service) return 'named';
  const [name, region] = service.split('.');
  // In which partitions the name ends as hosts do is not written down anywhere.
  const similar = value.startsWith(`${name}.amazonaws.com`) || value.startsWith(`${name}.${region}.`);
  return similar || !/^[\w.-]+$/.test(value) ? 'unclear' : 'absent';
}

function covers({ actions }: Statement, wanted: string): boolean {
  return actions === undefined || actions.some((pattern) => matches(pattern, wanted));
}

/** `*` is any text, `?` any one character. In time that grows with the lengths alone, whatever the pattern. */
function matches(pattern: string, text: string): boolean {
  let [at, position, star, mark] = [0, 0, -1, 0];
  while (position < text.length) {
    if (pattern[at] === '*') [star, mark, at] = [at, position, at + 1];
    else if (pattern[at] === '?' || pattern[at] === text[position]) [at, position] = [at + 1, position + 1];
    else if (star >= 0) [at, mark, position] = [star + 1, mark + 1, mark + 1];
    else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
