import type { Paused } from '../../../usecases/messages/paused.ts';
import type { PauseNoticeMessage } from '../../../usecases/messages/request-messages.ts';
import { countWords, listWords } from '../../../usecases/words/explain.ts';
import type { Document, Item, Line, Part } from '../common/document.ts';

/** Who stopped all new steps and since when, what that means, and who may let them go on. */
export function pausedItem({ by, at, goesOn = [] }: Paused): Item {
  const line: Line = [
    { bold: 'Paused' },
    ' by ',
    { user: by },
    ' since ',
    { at },
    goesOn.length === 0 ? '. No new step begins.' : `. No new step begins, but for ${listWords(goesOn)}.`,
    ' An approver of what waits goes on with ',
    { code: '/glue-remediate resume' },
    '.',
  ];
  return { type: 'text', line };
}

/** Somebody stopped all new steps, or let them go on. */
export function pauseNoticeView(message: PauseNoticeMessage): Document {
  const { event, by, at } = message;
  const line: Part[] = [
    {
      bold:
        event === 'paused'
          ? 'Remediation is paused'
          : `Remediation goes on${message.stays.length > 0 ? ' in part' : ''}`,
    },
    event === 'paused' ? ' by ' : ': resumed by ',
    { user: by },
    ', ',
    { at },
    '.',
    ...(event === 'paused' ? stopped(message) : resumed(message)),
  ];
  return { summary: line, items: [{ type: 'text', line }] };
}

function stopped({ underWay }: PauseNoticeMessage): Part[] {
  const waits =
    underWay === 0
      ? ' Nothing is being carried out now; what is approved from now on waits.'
      : ` ${countWords(underWay, 'request')} under way ${underWay === 1 ? 'begins' : 'begin'} no new step, and what is approved waits.`;
  return [`${waits} An approver of what waits goes on with `, { code: '/glue-remediate resume' }, '.'];
}

function resumed({ since, goesOn, stays }: PauseNoticeMessage): Part[] {
  return [
    ...(since === undefined ? [] : [' It was paused by ', { user: since.by }, ' since ', { at: since.at }, '.']),
    ...(goesOn.length > 0 ? [` It goes on for ${listWords(goesOn)}.`] : []),
    ...(stays.length > 0 ? [` Still paused, until an approver of it goes on: ${listWords(stays)}.`] : []),
  ];
}
