import type { RevertedNoticeMessage } from '../../../usecases/messages/afterwards-messages.ts';
import { countWords, listWords } from '../../../usecases/words/explain.ts';
import { actionIds } from '../common/action-ids.ts';
import { isPlainName, shortenMiddle } from '../common/display-name.ts';
import type { Document, Item, Line } from '../common/document.ts';
import { targetWords } from '../common/target-words.ts';
import { remediateButton } from './remediation-offer.ts';

const mostSnippets = 10;
const list = '/glue-audit findings reverted';

/** Jobs that a remediation switched, and that were reverted by a deploy. */
export function revertedNoticeView(message: RevertedNoticeMessage): Document {
  const { jobs, jobsTotal, askedBy, at } = message;
  const headline = `${countWords(jobsTotal, 'job')} in ${targetWords(message)} ${jobsTotal === 1 ? 'was' : 'were'} reverted by a deploy`;
  return {
    summary: [`${headline} after the remediation that `, { user: askedBy }, ' asked for.'],
    items: [
      {
        type: 'text',
        line: [
          { bold: `${headline}.` },
          jobsTotal === 1 ? ' A remediation had switched it; ' : ' A remediation had switched them; ',
          { user: askedBy },
          ' asked for it. Seen ',
          { at },
          '.',
        ],
      },
      {
        type: 'list',
        rows: jobs.map(jobLine),
        hidden: jobsTotal - jobs.length,
        more: (count) => `and ${count} more`,
      },
      ...templateItems(message),
      message.over === undefined ? formItem(message) : overItem(message, message.over),
    ],
  };
}

function jobLine({ name, configuration, to, movedAt }: RevertedNoticeMessage['jobs'][number]): Line {
  return [
    { name },
    ' names ',
    configuration === undefined ? 'no configuration' : { name: configuration },
    ' again; it had been switched to ',
    { name: to },
    ' ',
    { at: movedAt },
  ];
}

function templateItems({ managed, snippets }: RevertedNoticeMessage): Item[] {
  const who =
    managed.length > 0
      ? `Jobs of that plan are managed by ${listWords(managed.slice(0, 5))}.`
      : 'Probably a template was deployed that names something else.';
  const lines = [...new Set(snippets.slice(0, mostSnippets).map(({ tool, text }) => `${text}  # ${tool}`))];
  return [
    { type: 'text', line: [`${who} Put this into the template first, or the next deploy does this again:`] },
    { type: 'code', lines },
  ];
}

/** Only the jobs that it names are looked for. */
function overItem(
  { jobs, jobsTotal }: RevertedNoticeMessage,
  { at }: NonNullable<RevertedNoticeMessage['over']>,
): Item {
  const seen: Line =
    jobsTotal === jobs.length
      ? ['a scan saw none of these jobs as reverted any more.']
      : ['a scan saw none of the jobs named here as reverted any more. Any others: ', { code: list }];
  return { type: 'text', line: [{ bold: 'Resolved ' }, { at }, ': ', ...seen] };
}

function formItem({ jobs, account, region }: RevertedNoticeMessage): Item {
  const [first, ...others] = jobs;
  if (first !== undefined && others.length === 0) {
    const instead = isPlainName(first.name) ? `/glue-remediate "${first.name}" ${account} ${region}` : list;
    return { type: 'buttons', buttons: [remediateButton(first.findingId, first.name)], instead };
  }
  const options = jobs.map(({ findingId, name }) => ({ text: shortenMiddle(name, 60), value: findingId }));
  const select = { label: 'Remediate…', actionId: actionIds.remediateChosen, options };
  return { type: 'buttons', buttons: [], select, instead: list };
}
