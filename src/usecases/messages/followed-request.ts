import type { Message } from './message.ts';
import type { RequestNoticeMessage } from './request-messages.ts';

/**
 * The request, or the accepted risk, whose decision or end takes the buttons off a message once it is posted. Undefined:
 * it has none that decide anything, it is an answer of its moment, or (`remediation-progress`) it is edited for as long
 * as anything can change.
 */
export function followedRequest(message: Message): string | undefined {
  switch (message.kind) {
    case 'approval-request':
      return message.state === 'open' ? message.requestId : undefined;
    case 'first-runs': {
      const isAsking = message.event === 'canary' || (message.mayRollBack && message.doubtful.length > 0);
      return isAsking && message.decided === undefined ? message.requestId : undefined;
    }
    case 'request-news':
      return isAskingAgain(message) && message.over === undefined ? message.requestId : undefined;
    case 'reverted-news':
      return message.over === undefined ? message.requestId : undefined;
    case 'exception-request':
      return message.risk.state === 'asked' ? message.exceptionId : undefined;
    default:
      return undefined;
  }
}

/** True for a word in the thread of a request that carries its buttons, for who reads it there. */
export function isAskingAgain({ event, inThread }: RequestNoticeMessage): boolean {
  return inThread === true && (event === 'reminder' || event === 'lapsed');
}

/** The scan of a shared answer that goes on: should it be cut off, the message is edited to this one. */
export function followedScan(message: Message): string | undefined {
  return message.kind === 'interrupted' ? message.shared?.scan : undefined;
}
