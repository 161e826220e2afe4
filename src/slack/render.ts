import type { AnyBlock, View } from '@slack/types';
import type { ProblemMessage } from '../usecases/messages/command-messages.ts';
import type { FindingsMessage } from '../usecases/messages/finding-messages.ts';
import type { Message } from '../usecases/messages/message.ts';
import type { ShownWith } from '../usecases/ports/chat.ts';
import type { Renderer } from './transport/content.ts';
import { auditProgressView } from './views/audit/audit-progress.ts';
import { auditResultView } from './views/audit/audit-result.ts';
import { configurationView } from './views/audit/configuration.ts';
import { editClosedView } from './views/audit/edit-closed.ts';
import { findingsView } from './views/audit/findings.ts';
import { findingsModal } from './views/audit/findings-modal.ts';
import { historyView } from './views/audit/history.ts';
import { jobView } from './views/audit/job.ts';
import { runningScansView } from './views/audit/running-scans.ts';
import { scanCancelView } from './views/audit/scan-cancel.ts';
import { statusView } from './views/audit/status.ts';
import { undeliveredView } from './views/audit/undelivered.ts';
import { chartBlocks } from './views/common/chart-block.ts';
import type { Document } from './views/common/document.ts';
import { helpView } from './views/common/help.ts';
import { interruptedView } from './views/common/interrupted.ts';
import { loadingModal, messageModal, problemModal } from './views/common/modals.ts';
import { problemView } from './views/common/problem.ts';
import { itemsToBlocks } from './views/common/to-blocks.ts';
import { documentSummary, documentToPlain } from './views/common/to-plain.ts';
import { digestView } from './views/digest/digest.ts';
import { auditHeadView } from './views/evidence/audit-head.ts';
import { reportMadeView } from './views/evidence/report-made.ts';
import { requestLogView } from './views/evidence/request-log.ts';
import { acceptedRisksView } from './views/exceptions/accepted-risks.ts';
import { exceptionNoticeView } from './views/exceptions/exception-notice.ts';
import { exceptionRequestView } from './views/exceptions/exception-request.ts';
import { foundView } from './views/home/found.ts';
import { approvalRequestView } from './views/remediation/approval-request.ts';
import { bulkOfferView } from './views/remediation/bulk-offer.ts';
import { decisionNoteView } from './views/remediation/decision-note.ts';
import { firstRunsView } from './views/remediation/first-runs.ts';
import { openRequestsView } from './views/remediation/open-requests.ts';
import { pauseNoticeView } from './views/remediation/pause-notice.ts';
import { planDetailsView } from './views/remediation/plan-details.ts';
import { remediationOfferView } from './views/remediation/remediation-offer.ts';
import { remediationOutcomeView } from './views/remediation/remediation-outcome.ts';
import { remediationProgressView } from './views/remediation/remediation-progress.ts';
import { requestNoticeView } from './views/remediation/request-notice.ts';
import { revertedNoticeView } from './views/remediation/reverted-notice.ts';

/** The message may already be there, where Slack did not confirm an earlier attempt. */
const repeats = 'This may repeat an earlier message: Slack did not confirm that one.';
const orphaned =
  'It belongs to the thread of a request that is gone or takes no replies: /glue-remediate status lists what is open.';

function notesOf({ mayRepeat = false, isOrphan = false }: ShownWith): string[] {
  return [...(mayRepeat ? [repeats] : []), ...(isOrphan ? [orphaned] : [])];
}

/** A message in Slack's form, within Slack's limits. `text` is one sentence for notifications and screen readers. */
export function renderMessage(message: Message, shown: ShownWith = {}): { text: string; blocks: AnyBlock[] } {
  const view = viewOf(message);
  const notes = notesOf(shown);
  const blocks = itemsToBlocks([...notes.map((note) => ({ type: 'note', line: [note] }) as const), ...view.items]);
  return { text: [documentSummary(view), ...notes].join(' '), blocks: [...blocks, ...chartBlocks(view.chart)] };
}

/** The whole message in words, escaped, at most about 3,300 characters: for when Slack refuses the blocks. */
export function plainText(message: Message, shown: ShownWith = {}): string {
  return [...notesOf(shown), documentToPlain(viewOf(message))].join('\n');
}

/** The open findings in a modal, with filters and pages. */
export function renderFindingsModal(message: FindingsMessage): View {
  return findingsModal(message);
}

/** What a modal shows until its findings are there. */
export function renderLoadingModal(): View {
  return loadingModal();
}

/** A problem, shown in a modal. */
export function renderProblemModal(problem: ProblemMessage): View {
  return problemModal(problem);
}

/** Any message in a modal. */
export function renderMessageModal(message: Message): View {
  return messageModal(viewOf(message));
}

/** How messages look in Slack. */
export const renderer: Renderer = {
  message: renderMessage,
  plain: plainText,
  findingsModal: renderFindingsModal,
  loadingModal: renderLoadingModal,
  problemModal: renderProblemModal,
  messageModal: renderMessageModal,
};

function viewOf(message: Message): Document {
  switch (message.kind) {
    case 'help':
      return helpView(message);
    case 'problem':
      return problemView(message);
    case 'audit-progress':
      return auditProgressView(message);
    case 'audit-result':
      return auditResultView(message);
    case 'digest':
      return digestView(message);
    case 'findings':
      return findingsView(message);
    case 'found':
      return foundView(message);
    case 'configuration':
      return configurationView(message);
    case 'job':
      return jobView(message);
    case 'history':
      return historyView(message);
    case 'status':
      return statusView(message);
    case 'running-scans':
      return runningScansView(message);
    case 'scan-cancel':
      return scanCancelView(message);
    case 'interrupted':
      return interruptedView(message);
    case 'undelivered':
      return undeliveredView(message);
    case 'edit-closed':
      return editClosedView(message, message.now && viewOf(message.now));
    case 'audit-head':
      return auditHeadView(message);
    case 'request-log':
      return requestLogView(message);
    case 'report-made':
      return reportMadeView(message);
    case 'remediation-offer':
      return remediationOfferView(message);
    case 'several-offer':
      return bulkOfferView(message);
    case 'approval-request':
      return approvalRequestView(message);
    case 'plan-details':
      return planDetailsView(message);
    case 'open-requests':
      return openRequestsView(message);
    case 'request-news':
      return requestNoticeView(message);
    case 'decision-note':
      return decisionNoteView(message);
    case 'pause-news':
      return pauseNoticeView(message);
    case 'remediation-outcome':
      return remediationOutcomeView(message);
    case 'remediation-progress':
      return remediationProgressView(message);
    case 'first-runs':
      return firstRunsView(message);
    case 'reverted-news':
      return revertedNoticeView(message);
    case 'exception-request':
      return exceptionRequestView(message);
    case 'exception-notice':
      return exceptionNoticeView(message);
    case 'accepted-risks':
      return acceptedRisksView(message);
    default:
      return unknownKind(message);
  }
}

/** A new kind does not compile until it has a view; a row of a newer version still says something. */
function unknownKind(message: never): Document {
  const { kind } = message as { kind?: unknown };
  const line = [
    `Gluewarden has something to say that this version cannot show (${String(kind)}). Is an older version running?`,
  ];
  return { summary: line, items: [{ type: 'text', line }] };
}
