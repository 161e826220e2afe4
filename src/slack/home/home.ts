import type { ViewSubmitAction } from '@slack/bolt';
import type { ChatError } from '../../domain/errors.ts';
import { reportUnexpected } from '../../usecases/boundary.ts';
import type { ProblemMessage } from '../../usecases/messages/command-messages.ts';
import { type ActionCall, channelOf } from '../forms/action-call.ts';
import { formStateText, readFormState } from '../forms/form-state.ts';
import { circumstancesOf } from '../interactions/circumstances.ts';
import { reportFailedAnswer } from '../interactions/failed-answer.ts';
import { runCommand } from '../interactions/interaction.ts';
import { type HomeParts, type ListenerParts, modalParts } from '../interactions/listeners.ts';
import { openAndFill, submissionAnswer } from '../interactions/modal.ts';
import { directAnswer } from '../interactions/reply-targets.ts';
import { untilFree } from '../interactions/until-free.ts';
import { isContentRefusal, mayPassLater, toChatError } from '../transport/chat-error.ts';
import { SHORTCUTS } from '../transport/manifest.ts';
import { calling } from '../transport/posting.ts';
import { actionIds, callbackIds } from '../views/common/action-ids.ts';
import { auditFormModal, auditStartedModal, readAuditWords } from '../views/home/audit-form.ts';
import { homeView } from '../views/home/home-view.ts';

export interface Home extends HomeParts {
  /** With the hash of what Slack shows: a slower publish overwrites nothing that is newer. Never rejects. */
  publish(user: string, hash?: string): Promise<void>;
  /** Shows a problem in place of the page. Never rejects. */
  publishProblem(user: string, problem: ProblemMessage): Promise<void>;
  /** What the shortcuts do. Never rejects. */
  shortcut(call: ShortcutCall): Promise<void>;
}

/** One use of a shortcut. */
export interface ShortcutCall {
  readonly callbackId: string;
  readonly user: string;
  readonly triggerId: string;
  /** Of a message shortcut: where the message is, and everything that it says. */
  readonly channel?: string;
  readonly text?: string;
}

/** The command that the form of an audit fills in. */
const AUDIT = '/glue-audit';
/** views.publish takes a hundred calls a minute (docs.slack.dev, tier 4): one that is held back is worth two more tries. */
const PUBLISH_WAITS_MS = [1_000, 4_000];
const PUBLISH_WAIT_MAX_MS = 20_000;

/** The app's own page in Slack: shown to whoever opens it, kept nowhere. */
export function createHome(parts: Omit<ListenerParts, 'home'>): Home {
  let isOffSaid = false;

  async function show(user: string, page: Parameters<typeof homeView>[0], hash: string | undefined): Promise<void> {
    const view = homeView(page);
    const client = parts.clients.interactive;
    for (const wait of [...PUBLISH_WAITS_MS, undefined]) {
      try {
        await calling(() => client.views.publish({ user_id: user, view, ...(hash !== undefined && { hash }) }));
        return;
      } catch (caught) {
        const error = toChatError(caught);
        if (wait === undefined || !mayPassLater(error)) throw error;
        await parts.clock.sleep(Math.max(wait, Math.min(error.retryAfterMs ?? 0, PUBLISH_WAIT_MAX_MS)));
      }
    }
  }

  /** What Slack says to a page that cannot be shown. */
  async function refused(user: string, error: ChatError): Promise<void> {
    const { slackCode } = error;
    if (slackCode === 'hash_conflict') return parts.log.debug({ user }, 'a newer Home is shown already');
    if (slackCode === 'not_enabled') {
      if (isOffSaid) return;
      isOffSaid = true;
      return parts.log.warn({}, 'the Home tab of the Slack app is off: switch it on under "App Home", "Show Tabs"');
    }
    if (!isContentRefusal(error) && error.code !== 'refused')
      return parts.log.warn({ user, slackCode }, 'the Home could not be shown');
    const { problem } = reportUnexpected(parts, error, { action: 'home', user }, 'Slack refused the Home');
    await show(user, problem, undefined);
  }

  async function publishPage(
    user: string,
    make: () => Promise<Parameters<typeof homeView>[0]>,
    hash?: string,
  ): Promise<void> {
    try {
      await show(user, await make(), hash).catch((caught) => refused(user, toChatError(caught)));
    } catch (error) {
      const { slackCode } = toChatError(error);
      parts.log.warn({ user, slackCode }, 'the Home could not be shown');
    }
  }

  async function made(user: string, action: string) {
    try {
      const waiting = { clock: parts.clock, stopping: parts.runs.stopping };
      return await untilFree(
        waiting,
        () => parts.actions.home({ user, channel: '' }),
        () => {},
      );
    } catch (error) {
      return reportUnexpected(parts, error, { action, user }, 'the Home could not be made').problem;
    }
  }

  const publish = (user: string, hash?: string, action = 'home') => publishPage(user, () => made(user, action), hash);

  async function openAudit(call: ActionCall): Promise<void> {
    const { actions, renderer } = parts;
    await openAndFill(modalParts(parts), call, renderer.loadingModal(), {
      circumstances: circumstancesOf(call),
      problemModal: renderer.problemModal,
      async make() {
        const channel = channelOf(call);
        const form = await actions.auditForm({ user: call.user, channel });
        if (form.kind === 'problem') return renderer.problemModal(form);
        return { ...auditFormModal(form), private_metadata: formStateText({ id: 'audit', channel }) };
      },
    });
  }

  /** What stands in a message is searched for here alone, and neither logged nor kept. */
  async function findIn(call: ActionCall, text: string): Promise<void> {
    const { actions, renderer } = parts;
    const channel = channelOf(call);
    await openAndFill(modalParts(parts), call, renderer.loadingModal(), {
      circumstances: circumstancesOf(call),
      problemModal: renderer.problemModal,
      async make() {
        const found = await actions.findIn({ user: call.user, channel }, text);
        if (found.kind === 'problem') return renderer.problemModal(found);
        return { ...renderer.messageModal(found), private_metadata: formStateText({ id: 'found', channel }) };
      },
    });
  }

  async function shortcut({ callbackId, user, triggerId, channel, text }: ShortcutCall): Promise<void> {
    // In no message: what cannot be said in a modal is said directly.
    const call: ActionCall = {
      actionId: callbackId,
      chosen: [],
      user,
      triggerId,
      ...(channel !== undefined && { channel }),
    };
    try {
      if (callbackId === SHORTCUTS.audit.callback_id) await openAudit(call);
      else if (callbackId === SHORTCUTS.find.callback_id) await findIn(call, text ?? '');
      else parts.log.debug({ callbackId }, 'a shortcut without an effect');
    } catch (error) {
      reportFailedAnswer(parts, error, circumstancesOf(call), 'a shortcut could not be answered');
    }
  }

  /** The command as it would be typed, answered by direct message: a modal cannot wait for a scan. */
  async function audit(user: string, text: string, isOfHome: boolean): Promise<void> {
    const command = parts.commands.find(({ name }) => name === AUDIT);
    if (command === undefined) return;
    const client = parts.clients.interactive;
    const replyTargets = () => [directAnswer(client, user)];
    const interaction = { ...parts, stopping: parts.runs.stopping, replyTargets };
    await runCommand(interaction, command, { name: AUDIT, text, user, channel: '' });
    if (isOfHome) await publish(user);
  }

  return {
    publish,
    publishProblem: (user, problem) => publishPage(user, async () => problem),
    shortcut,
    async press(call) {
      if (call.actionId === actionIds.homeRefresh) await publish(call.user, call.home?.hash, call.actionId);
      else if (call.actionId === actionIds.homeAudit) await openAudit(call);
    },
    submitted({ user, view }: ViewSubmitAction) {
      const modalState = readFormState(view.private_metadata);
      if (view.callback_id !== callbackIds.audit || modalState === undefined) return undefined;
      const text = readAuditWords(view.state.values);
      return {
        answer: submissionAnswer(undefined, auditStartedModal(text)),
        work: () => audit(user.id, text, modalState.channel === ''),
      };
    },
  };
}
