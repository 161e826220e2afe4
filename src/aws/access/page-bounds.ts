import { largest } from '../../domain/audit/extremes.ts';
/** The largest page that a list is asked for, by the operation's name; null: the size is left out. One for all clients. */
export type PageBounds = Map<string, number | null>;

/** The members with which a list is asked for a page of a certain size: Glue and Account, KMS, the Tagging API. */
const sizes = ['MaxResults', 'Limit', 'ResourcesPerPage'] as const;

/** How AWS's services refuse a value. Other refusals have nothing to do with what was asked. */
const invalid = new Set([
  'InvalidInputException',
  'InvalidParameterException',
  'InvalidParameterValueException',
  'ValidationException',
]);

/** A bound, then a smaller one, then no size at all. */
const mostTries = 3;

/**
 * Services refuse page sizes that their own models allow ("MaxResults size must be between 1 and 200", with 1000 in the
 * model: steampipe-plugin-aws issue 1573). No region may be lost to that: a list whose page is refused is asked again
 * with the bound that the refusal names, or without a size when it names none, and what worked is remembered for every
 * client. A refusal that had another cause is refused again, and that answer stands.
 */
export function respectPageBounds(bounds: PageBounds) {
  return <A extends { readonly input: object }, R>(
    next: (args: A) => Promise<R>,
    { commandName = '' }: { readonly commandName?: string },
  ) =>
    async (args: A): Promise<R> => {
      const size = sizes.find((member) => typeof Reflect.get(args.input, member) === 'number');
      if (size === undefined) return next(args);
      // A command is made for one request: its input is nobody else's.
      const ask = (most: number | null) => {
        Object.assign(args.input, { [size]: most ?? undefined });
        return next(args);
      };
      return askWithin(Number(Reflect.get(args.input, size)), commandName, bounds, ask);
    };
}

async function askWithin<T>(
  wanted: number,
  call: string,
  bounds: PageBounds,
  ask: (most: number | null) => Promise<T>,
): Promise<T> {
  const known = bounds.get(call);
  let most = known === undefined ? wanted : known && Math.min(known, wanted);
  for (let tried = 1; ; tried += 1) {
    try {
      const answer = await ask(most);
      if (tried > 1) bounds.set(call, most);
      return answer;
    } catch (error) {
      if (most === null || !isInvalid(error)) throw error;
      most = tried + 1 < mostTries ? boundIn(error.message, most) : null;
    }
  }
}

function isInvalid(error: unknown): error is Error {
  return error instanceof Error && invalid.has(error.name);
}

/** Smaller numbers are something else: "1 validation error", "between 1 and 1000". */
const leastBound = 10;

/** The largest number of the refusal that is smaller than what was asked; null: it names none. */
function boundIn(message: string, asked: number): number | null {
  const numbers = [...message.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  const smaller = numbers.filter((number) => number >= leastBound && number < asked);
  return smaller.length === 0 ? null : largest(smaller);
}
