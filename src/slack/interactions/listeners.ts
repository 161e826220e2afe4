import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  Context,
  SlashCommand,
  ViewResponseAction,
  ViewSubmitAction,
} from '@slack/bolt';
import { guarded, reportUnexpected } from '../../usecases/boundary.ts';
import type { ExceptionActions } from '../../usecases/exceptions/exception-actions.ts';
import type { ProblemMessage } from '../../usecases/messages/command-messages.ts';
import type { Message } from '../../usecases/messages/message.ts';
import type { Chat, PostedMessage } from '../../usecases/ports/chat.ts';
import type { Command } from '../../usecases/ports/command.ts';
import type { RemediationActions } from '../../usecases/ports/remediation-surface.ts';
import type { Clock, Log, NewId } from '../../usecases/ports/runtime.ts';
import type { SurfaceActions } from '../../usecases/ports/surface.ts';
import type { OtherWorkspaceAttempt } from '../../usecases/remediation/request/record-other-workspace.ts';
import { type ActionCall, actionCall } from '../forms/action-call.ts';
import type { Clients } from '../transport/client.ts';
import type { Renderer } from '../transport/content.ts';
import type { AskStanding } from '../transport/people.ts';
import { errorWords } from '../transport/redact.ts';
import type { Runs } from '../transport/runs.ts';
import { type Identity, standingIn, userIn } from '../transport/tenancy.ts';
import { formProblemModal } from '../views/remediation/remediation-form.ts';
import { runAction } from './actions.ts';
import { type IsFirst, idsOf } from './first-seen.ts';
import type { FollowedAnswerParts } from './followed-answer.ts';
import { readSubmission, type Submission } from './form-submission.ts';
import { type CommandCall, type InteractionParts, runCommand } from './interaction.ts';
import { submissionAnswer } from './modal.ts';
import { type AskedPayload, ifOurs, refuseOther } from './ours.ts';
import { runSubmission, workingModal } from './remediation-presses.ts';
import { channelReply, directReply, type ReplyTarget, responseReply } from './reply-targets.ts';

export interface ListenerParts extends FollowedAnswerParts {
  readonly commands: readonly Command[];
  readonly actions: SurfaceActions;
  readonly remediation?: RemediationActions;
  readonly exceptions?: ExceptionActions;
  readonly clients: Clients;
  readonly renderer: Renderer;
  readonly runs: Runs;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  /** Undefined until the bot is started. */
  identity(): Identity | undefined;
  readonly askStanding: AskStanding;
  readonly isFirst: IsFirst;
  readonly upload?: Chat['upload'];
  readonly timezoneOf?: (user: string) => Promise<string | undefined>;
  keep?(user: string, message: Message, options: { mayRepeat: boolean }): Promise<void>;
  /** Told how long each acknowledgement took, in milliseconds. */
  onAcked?(ms: number): void;
  /** Told what people of other workspaces tried. Never rejects. */
  onOtherWorkspace?(attempt: OtherWorkspaceAttempt): Promise<void>;
  /** Absent: there is no Home, and nothing of it is pressed. */
  readonly home?: HomeParts;
}

/** What listeners need of the Home. */
export interface HomeParts {
  /** What its own buttons do. Never rejects. */
  press(call: ActionCall): Promise<void>;
  /** A form of its own: what to acknowledge, and what to do then. Undefined: it is none. */
  submitted(body: ViewSubmitAction): { readonly answer: ViewResponseAction; work(): Promise<void> } | undefined;
  /** Shows one person what holds now. Never rejects. */
  publish(user: string): Promise<void>;
}

/** Slack gives up after 3 s. */
const SLOW_ACK_MS = 2_000;
const ANYTHING = /.*/s;
/** What changes something that the Home shows. Forms are submitted elsewhere. */
const changing = /^(?:request\.(?:approve|withdraw|take-back|go-on|stop)|scan\.cancel)/;

/** Connects Bolt's listeners: acknowledge at once, then work. */
export function register(app: App, parts: ListenerParts): void {
  const { runs } = parts;
  app.use((args) => onlyOurs(parts, args));
  for (const command of parts.commands) {
    app.command(command.name, async ({ ack, body, context }) => {
      await acknowledge(parts, ack, context, command.name);
      const replyTargets: InteractionParts['replyTargets'] = (call, shared, onPosted) =>
        replyTargetsOf(parts, body, call, shared, onPosted);
      const interaction = { ...parts, stopping: runs.stopping, replyTargets };
      const payload = { body: { ...body } };
      runs.add(once(parts, payload, context, () => runCommand(interaction, command, commandCall(body))));
    });
  }
  app.action<BlockAction>({ type: 'block_actions', action_id: ANYTHING }, async ({ ack, body, context }) => {
    const call = actionCall(body);
    await acknowledge(parts, ack, context, call?.actionId ?? 'action');
    if (call === undefined) return;
    const modal = modalParts(parts);
    runs.add(
      once(parts, asked(body), context, async () => {
        await runAction(modal, call);
        if (call.home !== undefined && changing.test(call.actionId)) await parts.home?.publish(call.user);
      }),
    );
  });
  app.view<ViewSubmitAction>({ type: 'view_submission', callback_id: ANYTHING }, async ({ ack, body, context }) => {
    const circumstances = { action: `form ${body.view.callback_id}`, user: body.user.id };
    const own = parts.home?.submitted(body);
    if (own !== undefined) {
      await acknowledge(parts, () => ack(own.answer), context, 'view_submission');
      runs.add(once(parts, asked(body), context, () => own.work()));
      return;
    }
    const submission = await guarded(parts, circumstances, async () => readSubmission(body));
    await acknowledge(parts, () => ack(answerTo(submission)), context, 'view_submission');
    if (submission === undefined || submission.kind === 'errors' || submission.kind === 'problem') return;
    const modal = modalParts(parts);
    runs.add(
      once(parts, asked(body), context, async () => {
        await runSubmission(modal, submission);
        if (submission.modalState.channel === '') await parts.home?.publish(submission.user);
      }),
    );
  });
  app.view({ type: 'view_closed', callback_id: ANYTHING }, ({ ack, context }) =>
    acknowledge(parts, ack, context, 'view_closed'),
  );
  app.error(async (error) => {
    reportUnexpected(parts, error, { action: 'payload' }, 'Bolt could not process a payload');
  });
}

/** What presses work with. */
export function modalParts(parts: ListenerParts) {
  const { clients, runs } = parts;
  return { ...parts, client: clients.interactive, responder: clients.responder, stopping: runs.stopping };
}

/** Where an answer goes: shared ones into the channel, the others to the person alone; last a direct message. */
function replyTargetsOf(
  parts: ListenerParts,
  body: SlashCommand,
  call: CommandCall,
  shared: boolean,
  onPosted: (posted: PostedMessage) => void,
): readonly ReplyTarget[] {
  const { clients, clock } = parts;
  const client = clients.interactive;
  const respond = clients.responder(body.response_url);
  const direct = directReply(client, call.user);
  if (!shared) return [responseReply(respond, 'ephemeral', clock), direct];
  return [channelReply(client, call.channel, onPosted), responseReply(respond, 'in_channel', clock), direct];
}

/** Undefined for a form that is not ours: Slack closes it. */
function answerTo(submission: Submission | ProblemMessage | undefined): ViewResponseAction | undefined {
  if (submission === undefined) return undefined;
  if (submission.kind === 'problem') return submissionAnswer(undefined, formProblemModal(submission));
  return submissionAnswer(submission.kind === 'errors' ? submission.errors : undefined, workingModal);
}

function commandCall(body: SlashCommand): CommandCall {
  return { name: body.command, text: body.text, user: body.user_id, channel: body.channel_id };
}

/** Never throws: when the ack does not get through, the answer still may. */
export async function acknowledge(
  { clock, log, onAcked }: Pick<ListenerParts, 'clock' | 'log' | 'onAcked'>,
  ack: () => Promise<void>,
  context: Context,
  what: string,
): Promise<void> {
  try {
    await ack();
  } catch (error) {
    log.warn({ what, err: errorWords(error) }, 'an acknowledgement could not be sent');
    return;
  }
  const ms = clock.now() - Number(context.receivedAt ?? clock.now());
  onAcked?.(ms);
  if (ms > SLOW_ACK_MS) log.warn({ what, ms }, 'an acknowledgement took long: Slack gives up after 3 s');
}

type GlobalArgs = Parameters<Parameters<App['use']>[0]>[0] & AllMiddlewareArgs;

/**
 * What is certainly not ours ends here: acknowledged, refused in words where possible, and logged. Whose a person is that
 * only Slack can tell is asked after the acknowledgement, which has 3 seconds: see `ifOurs`.
 */
async function onlyOurs(parts: ListenerParts, args: GlobalArgs): Promise<void> {
  const identity = parts.identity();
  const body: Readonly<Record<string, unknown>> = { ...args.body };
  if (identity !== undefined && standingIn(body, identity) !== 'other') {
    await args.next();
    return;
  }
  if ('ack' in args && typeof args.ack === 'function')
    await acknowledge(parts, () => args.ack(), args.context, 'foreign');
  parts.runs.add(first(parts, { body }, args.context, () => refuseOther(parts, { body })));
}

/** What somebody of ours asked for, and not for each time that Slack delivers it. Call it after the acknowledgement. */
export function once(
  parts: ListenerParts,
  payload: AskedPayload,
  context: Context,
  work: () => Promise<void>,
): Promise<void> {
  return first(parts, payload, context, () => ifOurs(parts, payload, work));
}

/** A payload that was delivered before does nothing again, and says nothing. */
async function first(
  { isFirst, log }: ListenerParts,
  { body }: AskedPayload,
  context: Context,
  work: () => Promise<void>,
): Promise<void> {
  if (await isFirst(idsOf(body, context.envelopeId))) return work();
  log.info({ user: userIn(body) }, 'Slack delivered a payload again: it was done before');
}

function asked(body: BlockAction | ViewSubmitAction): AskedPayload {
  return { body: { ...body }, ...(body.view?.type === 'modal' && { viewId: body.view.id }) };
}
