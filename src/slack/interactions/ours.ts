import type { ProblemMessage } from '../../usecases/messages/command-messages.ts';
import type { Log, NewId } from '../../usecases/ports/runtime.ts';
import type { OtherWorkspaceAttempt } from '../../usecases/remediation/request/record-other-workspace.ts';
import type { Clients } from '../transport/client.ts';
import type { Renderer } from '../transport/content.ts';
import type { AskStanding, Standing } from '../transport/people.ts';
import { calling } from '../transport/posting.ts';
import { errorWords } from '../transport/redact.ts';
import { type Identity, otherWorkspaceAttempt, standingIn, userIn } from '../transport/tenancy.ts';
import { notifyBeside } from './modal.ts';

export interface OursParts {
  readonly clients: Clients;
  readonly renderer: Renderer;
  readonly log: Log;
  readonly newId: NewId;
  /** Undefined until the bot is started. */
  identity(): Identity | undefined;
  readonly askStanding: AskStanding;
  /** Told what people of other workspaces tried. Never rejects. */
  onOtherWorkspace?(attempt: OtherWorkspaceAttempt): Promise<void>;
}

/** A payload as it came, and the modal in which it happened, if any. */
export interface AskedPayload {
  readonly body: Readonly<Record<string, unknown>>;
  readonly viewId?: string | undefined;
  /** Says a problem to one of ours, or to somebody of whom that could not be proven, where neither can be had. */
  tell?(problem: ProblemMessage): Promise<void>;
}

/** Does the work when the person is proven to be ours, or says why not. Call it after the acknowledgement. Never rejects. */
export async function ifOurs(parts: OursParts, payload: AskedPayload, work: () => Promise<void>): Promise<void> {
  const standing = await standingOf(parts, payload.body);
  if (standing.kind === 'ours') return work();
  if (standing.kind === 'other') return refuseOther(parts, payload);
  const { user, what } = otherWorkspaceAttempt(payload.body);
  parts.log.warn({ user, what, slackCode: standing.code }, 'whose somebody is could not be proven: refused');
  const problem = unproven(standing.code);
  await (payload.tell === undefined ? refuse(parts, payload, problem) : telling(parts, () => payload.tell?.(problem)));
}

async function standingOf({ identity, askStanding }: OursParts, body: AskedPayload['body']): Promise<Standing> {
  const ours = identity();
  if (ours === undefined) return { kind: 'other' };
  const standing = standingIn(body, ours);
  return standing === 'ask' ? askStanding(userIn(body), ours) : { kind: standing };
}

/** Somebody of elsewhere: told so where possible, logged, and recorded. Never rejects. */
export async function refuseOther(parts: OursParts, payload: AskedPayload): Promise<void> {
  const attempt = otherWorkspaceAttempt(payload.body);
  parts.log.warn({ teams: attempt.teams, what: attempt.what }, 'a payload of another workspace was refused');
  const identity = parts.identity();
  // Before the bot knows whose it is, nobody can tell who is of elsewhere.
  const recorded = identity === undefined ? undefined : parts.onOtherWorkspace?.(attempt);
  await Promise.all([recorded, refuse(parts, payload, ofElsewhere(identity))]);
}

function ofElsewhere(identity: Identity | undefined): ProblemMessage {
  const whose = identity?.orgInstall === true ? 'organization' : 'workspace';
  return {
    kind: 'problem',
    what: `Gluewarden only answers to members of the ${whose} that it belongs to.`,
    next: 'Ask somebody of it. Nothing was done.',
    suggestions: [],
  };
}

function unproven(code: string): ProblemMessage {
  const next =
    code === 'missing_scope'
      ? 'The operator adds the scope users:read to the Slack app and installs it again; npm run -s doctor checks it.'
      : 'Try again in a minute. If it stays so, tell the operator: npm run -s doctor checks the Slack app.';
  return {
    kind: 'problem',
    what: `Slack did not say whether you belong to Gluewarden's organization (${code}), so nothing was done.`,
    next,
    suggestions: [],
  };
}

/** An event has neither an address for an answer nor a trigger: nobody hears of it. */
async function refuse(parts: OursParts, { body, viewId }: AskedPayload, problem: ProblemMessage): Promise<void> {
  const { response_url: responseUrl, trigger_id: triggerId } = body;
  await telling(parts, async () => {
    const { interactive: client, responder } = parts.clients;
    if (viewId !== undefined) {
      const view = parts.renderer.problemModal(problem);
      await calling(() => client.views.update({ view_id: viewId, view }));
    } else if (typeof responseUrl === 'string' && responseUrl !== '') {
      const call = { responseUrl, triggerId: '', user: userIn(body) };
      await notifyBeside({ ...parts, client, responder }, call, problem);
    } else if (typeof triggerId === 'string') {
      const view = parts.renderer.problemModal(problem);
      await calling(() => client.views.open({ trigger_id: triggerId, view }));
    }
  });
}

async function telling({ log }: OursParts, tell: () => Promise<void> | undefined): Promise<void> {
  try {
    await tell();
  } catch (error) {
    log.warn({ err: errorWords(error) }, 'a refusal could not be sent');
  }
}
