import { CloudError } from '../../../domain/errors.ts';
import type { Account } from '../../../domain/fleet.ts';
import type { KeyVerdict, Target } from '../../../domain/model.ts';
import { isAboutJob } from '../../../domain/plan/plan-dependents.ts';
import { judgeConfiguration } from '../../../domain/rules/glue-005.ts';
import { readKeyVerdict } from '../../audit/scan-target.ts';
import { createLimiter, startDeadline } from '../../concurrency.ts';
import type { OfferedConfiguration, OfferedKey, Offers } from '../../messages/remediation-forms.ts';
import type { Cloud, TargetReader } from '../../ports/cloud.ts';
import type { FindingRow } from '../../ports/finding-records.ts';
import type { DefinitionReader, RemediationCloud } from '../../ports/remediation-cloud.ts';
import type { Clock } from '../../ports/runtime.ts';

/** The configuration that a finding is about: a job would get what it is to get rid of. */
export function ownConfiguration(finding: Pick<FindingRow, 'kind' | 'name' | 'detail'>): readonly string[] {
  if (!isAboutJob(finding)) return [finding.name];
  return finding.kind === 'dangling-reference' && finding.detail !== undefined ? [finding.detail] : [];
}

/** What a select can show. No more are described: the others are told by their number, and given by hand. */
export const mostOffered = 100;
/** DescribeKey at once, for one form. The account shares its requests a second with everything that runs there. */
const mostAtOnce = 10;
/** Somebody looks at "reading" meanwhile: what AWS has not answered by then is offered as not checked. */
const readWithinMs = 20_000;

/** Nothing was read: the form is made from the records alone. */
export const nothingRead: Offers = { keys: [], attach: [] };

export interface OffersDependencies {
  readonly cloud: Cloud;
  readonly remediation: Pick<RemediationCloud, 'reader'>;
  readonly clock: Clock;
}

export interface OffersAsked {
  readonly target: Target;
  /** The key that the configuration offers first. */
  readonly configured: string | undefined;
  /** True: configurations are offered too. */
  readonly ofJob: boolean;
  /** Configurations that are never offered: what the finding is about. */
  readonly except: readonly string[];
}

type VerdictOf = (key: string) => Promise<KeyVerdict>;
type Checked = { readonly notChecked?: string };

/**
 * The keys and configurations that somebody can choose from: those that can be used, and those of which that is not
 * known, marked. What cannot be listed leaves the rest usable. A plan checks again what was chosen.
 *
 * Usable is what the audit calls usable: enabled, symmetric, for encryption, in this region. Keys that AWS manages for a
 * service are left out: they serve only in the context of that service (AWS KMS developer guide, "AWS KMS keys", AWS
 * managed keys; their policies ask for `kms:ViaService`), while bookmarks are encrypted on the client's side, where the
 * role of the job calls KMS itself and through no service.
 * @throws {CloudError} where the account cannot be entered for a remediation
 */
export async function readOffers(
  { cloud, remediation, clock }: OffersDependencies,
  account: Account,
  asked: OffersAsked,
): Promise<Offers> {
  const { target, configured, ofJob, except } = asked;
  const deadline = startDeadline(clock, readWithinMs);
  const { signal } = deadline;
  try {
    const entering = cloud.enter(account, signal).then((entered) => entered.region(target.region));
    // Awaited below, by each who needs it.
    entering.catch(() => undefined);
    const verdictOf = verdicts(entering, target, signal);
    const { reader } = await remediation.reader(account, target.region);
    const [keys, attach] = await Promise.all([
      readKeys(reader, configured, verdictOf, signal),
      ofJob ? readConfigurations(entering, except, verdictOf, signal) : { attach: [] },
    ]);
    return { ...keys, ...attach };
  } finally {
    deadline.clear();
  }
}

/** Each key is asked for once, however many name it; a few at a time. */
function verdicts(entering: Promise<TargetReader>, target: Target, signal: AbortSignal): VerdictOf {
  const limit = createLimiter(mostAtOnce);
  const made = new Map<string, Promise<KeyVerdict>>();
  const read = async (key: string): Promise<KeyVerdict> => {
    try {
      return await readKeyVerdict(await entering, target, key, signal);
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      return { state: 'not-checked', error: error.code };
    }
  };
  return (key) => {
    const known = made.get(key) ?? limit(() => read(key));
    made.set(key, known);
    return known;
  };
}

/** One entry a key, with all of its aliases. */
async function readKeys(
  reader: DefinitionReader,
  configured: string | undefined,
  verdictOf: VerdictOf,
  signal: AbortSignal,
): Promise<Omit<Offers, 'attach' | 'attachError' | 'attachLeft'>> {
  const [listed, first] = await Promise.all([
    listKeys(reader, signal),
    configured === undefined ? undefined : verdictOf(configured),
  ]);
  const own = listed.keys.filter(({ arn }) => arn !== configured && !(first?.state === 'usable' && first.arn === arn));
  const offered = await Promise.all(
    own.slice(0, mostOffered).map(async (key): Promise<OfferedKey[]> => {
      const checked = checkedOf(await verdictOf(key.arn));
      return checked === undefined ? [] : [{ ...key, ...checked }];
    }),
  );
  const left = own.length - mostOffered;
  return {
    ...configuredOf(configured, first),
    keys: offered.flat(),
    ...(left > 0 && { keysTotal: listed.keys.length }),
    ...(listed.keysError !== undefined && { keysError: listed.keysError }),
  };
}

async function listKeys(
  reader: DefinitionReader,
  signal: AbortSignal,
): Promise<{ readonly keys: readonly OfferedKey[]; readonly keysError?: string }> {
  try {
    const byArn = Map.groupBy(await reader.keys(signal), ({ arn }) => arn);
    const keys = [...byArn].map(([arn, entries]) => ({
      arn,
      aliases: entries.flatMap(({ alias }) => alias?.replace(/^alias\//, '') ?? []),
    }));
    return { keys };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return { keys: [], keysError: error.code };
  }
}

/** The operator's own key is named where it cannot be used: somebody has to repair it, or the configuration. */
function configuredOf(key: string | undefined, verdict: KeyVerdict | undefined) {
  if (key === undefined || verdict === undefined) return {};
  if (verdict.state === 'unusable') return { configuredUnusable: verdict.reason };
  const checked = checkedOf(verdict);
  if (checked === undefined) return { configuredUnusable: 'aws-managed' as const };
  return { configuredKey: key, ...(checked.notChecked !== undefined && { configuredNotChecked: checked.notChecked }) };
}

/** Undefined: it cannot be used. */
function checkedOf(verdict: KeyVerdict): Checked | undefined {
  if (verdict.state === 'not-checked') return { notChecked: verdict.error };
  return verdict.state === 'usable' && verdict.awsManaged !== true ? {} : undefined;
}

/** Configurations that a job can get as they are. What was listed before a list broke off is offered. */
async function readConfigurations(
  entering: Promise<TargetReader>,
  except: readonly string[],
  verdictOf: VerdictOf,
  signal: AbortSignal,
): Promise<Pick<Offers, 'attach' | 'attachError' | 'attachLeft'>> {
  try {
    const { items, error } = await (await entering).configurations(signal);
    const compliant = items.filter((each) => judgeConfiguration(each) === undefined && !except.includes(each.name));
    const offered = await Promise.all(
      compliant.slice(0, mostOffered).map(async ({ name, jobBookmarks }): Promise<OfferedConfiguration[]> => {
        const checked = checkedOf(await verdictOf(jobBookmarks?.keyArn ?? ''));
        return checked === undefined ? [] : [{ name, ...checked }];
      }),
    );
    const left = compliant.length - mostOffered;
    return {
      attach: offered.flat(),
      ...(left > 0 && { attachLeft: left }),
      ...(error && { attachError: error.error }),
    };
  } catch (caught) {
    if (!(caught instanceof CloudError)) throw caught;
    return { attach: [], attachError: caught.code };
  }
}
