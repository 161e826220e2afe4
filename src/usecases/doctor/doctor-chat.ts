import { accountLabel } from '../../domain/fleet.ts';
import type { Owner } from '../../domain/model.ts';
import type { Approvals } from '../../domain/remediation/approval.ts';
import type { ChatCheck, ChatNeed, ChatProbe } from '../ports/chat.ts';
import { countWords, listWords } from '../words/words.ts';
import type { DoctorConfig } from './doctor-config.ts';
import type { DoctorCheck } from './doctor-report.ts';

const group = 'Slack';

/** Something in the chat with the keys of the configuration that name it. */
interface Named extends ChatNeed {
  readonly by: readonly string[];
  /** Work stops without it: what is wrong with it is a problem. Who may merely ask is not missed by others. */
  readonly needed: boolean;
}

/** What the chat says of itself and of everything in it that the configuration names. Never rejects. */
export async function checkChat(chat: ChatProbe, config: DoctorConfig): Promise<DoctorCheck[]> {
  const named = namedInChat(config);
  const checks = await chat.check(named.map(({ use, id }) => ({ use, id })));
  const byId = new Map(named.map((each) => [each.id, each]));
  return [
    ...checks.map((check) => chatCheck(check, byId.get(check.need?.id ?? ''))),
    ...policiesOf(config).flatMap((policy) => approverChecks(policy, checks)),
  ];
}

function chatCheck({ check, ok, notChecked, detail, fix }: ChatCheck, named: Named | undefined): DoctorCheck {
  const wrong = named?.needed === false ? 'warning' : 'problem';
  const outcome = ok ? 'ok' : notChecked ? 'not-checked' : wrong;
  const by = named === undefined ? '' : ` (${namesOf(named)})`;
  return { group, check, outcome, detail: `${detail}${by}`, ...(fix !== undefined && { fix }) };
}

const mostNames = 3;

function namesOf({ by }: Named): string {
  const more = by.length - mostNames;
  return more > 0 ? `${by.slice(0, mostNames).join(', ')} and ${more} more` : listWords(by);
}

interface Policy {
  readonly key: string;
  readonly approvals: Approvals;
}

/** The common approvals where they hold for any account, and each account's own. */
function policiesOf({ approvals, accounts }: DoctorConfig): Policy[] {
  const isOverridden = accounts.every((account) => account.approvals !== undefined);
  return [
    ...(approvals === undefined || isOverridden ? [] : [{ key: 'approvals', approvals }]),
    ...accounts.flatMap((account) =>
      account.approvals === undefined
        ? []
        : [{ key: `approvals of ${accountLabel(account)}`, approvals: account.approvals }],
    ),
  ];
}

/** Each once, in the order of the configuration. */
function namedInChat(config: DoctorConfig): Named[] {
  const { accounts, schedules, operations, access, owners = [] } = config;
  const all: Named[] = [
    ...schedules.map(({ name, channel }) => needed('post', channel, `channel of schedule ${name}`)),
    ...(operations === undefined ? [] : [needed('post', operations.channel, 'operations.channel')]),
    ...accounts.flatMap(({ owner, ...account }) => ownerNeeds(owner, `owner of ${accountLabel(account)}`)),
    ...owners.flatMap(({ owner }, index) => ownerNeeds(owner, `owners[${index}]`, false)),
    ...policiesOf(config).flatMap(({ key, approvals }) => [
      ...(approvals.channel === undefined ? [] : [needed('post', approvals.channel, `channel of ${key}`)]),
      ...approvals.approvers.users.map((id) => needed('person', id, key)),
      ...approvals.approvers.usergroups.map((id) => needed('group', id, key)),
    ]),
    ...(access?.channels ?? []).map((id) => ({ use: 'ask' as const, id, by: ['access.channels'], needed: false })),
    ...(access?.users ?? []).map((id) => ({ use: 'person' as const, id, by: ['access.users'], needed: false })),
    ...(access?.usergroups ?? []).map((id) => ({
      use: 'group' as const,
      id,
      by: ['access.usergroups'],
      needed: false,
    })),
  ];
  // Whatever is needed stands first, so that a channel to post to is judged as one.
  return [...Map.groupBy(all, ({ id }) => id).values()].flatMap((same) => {
    const [first] = same;
    return first === undefined ? [] : [{ ...first, by: [...new Set(same.flatMap(({ by }) => by))] }];
  });
}

/** Where its channel is closed to the bot its digest goes to the schedule's. The group of an account may have to approve. */
function ownerNeeds(owner: Owner | undefined, by: string, decides = true): Named[] {
  const { channel, usergroup } = owner ?? {};
  return [
    ...(channel === undefined ? [] : [{ ...needed('post', channel, by), needed: false }]),
    ...(usergroup === undefined ? [] : [{ ...needed('group', usergroup, by), needed: decides }]),
  ];
}

function needed(use: ChatNeed['use'], id: string, by: string): Named {
  return { use, id, by: [by], needed: true };
}

/** Whether those who can really decide are enough. Nothing where somebody could not be looked up: their own line says so. */
function approverChecks({ key, approvals }: Policy, checks: readonly ChatCheck[]): DoctorCheck[] {
  const { approvers, required, allowSelfApproval } = approvals;
  // Of each account they are others.
  if (approvers.ownerGroup === true) return [];
  const ids = new Set([...approvers.users, ...approvers.usergroups]);
  const about = checks.filter(({ need }) => need !== undefined && ids.has(need.id));
  if (about.length < ids.size || about.some(({ notChecked }) => notChecked)) return [];
  const people = new Set(about.flatMap((check) => check.people ?? []));
  const check = `Approvers of ${key}`;
  const detail = `${countWords(people.size, 'person', 'people')} can approve, and ${required} must`;
  const fix = 'Name more approvers.';
  if (people.size < required) return [{ group, check, outcome: 'problem', detail, fix }];
  if (people.size > required || allowSelfApproval) return [{ group, check, outcome: 'ok', detail }];
  const own = `${detail}: what one of them asks for, nobody else can approve`;
  return [{ group, check, outcome: 'warning', detail: own, fix }];
}
