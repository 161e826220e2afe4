import type { ProcessStatus } from '../../../usecases/messages/status-messages.ts';
import { countWords, durationWords } from '../../../usecases/words/explain.ts';
import { shortenMiddle } from '../common/display-name.ts';
import type { Item, Line, Part } from '../common/document.ts';

const mostProcesses = 20;
const longestHost = 60;

/** In what the processes differ, in words; empty: in nothing. */
export function differenceWords(processes: readonly ProcessStatus[] = []): string {
  const differ = (values: readonly (string | undefined)[]) => new Set(values).size > 1;
  const what = [
    ...(differ(processes.map(({ version }) => version)) ? ['version'] : []),
    ...(differ(processes.map(({ configuration }) => configuration)) ? ['configuration'] : []),
  ];
  return what.join(' and ');
}

/** The processes of a bot that runs as several. */
export function processItems(processes: readonly ProcessStatus[] = []): Item[] {
  if (processes.length === 0) return [];
  const what = differenceWords(processes);
  const title: Part[] = [
    { bold: `Bot processes: ${processes.length}` },
    ...(what === ''
      ? []
      : [`. They differ in ${what}: while a change is rolled out that is normal, else start the older ones again.`]),
  ];
  const rows = processes.slice(0, mostProcesses).map(processLine);
  const hidden = processes.length - rows.length;
  return [
    {
      type: 'list',
      title,
      rows,
      hidden,
      more: (count) => `and ${countWords(count, 'other process', 'other processes')}`,
    },
  ];
}

function processLine({ host, pid, startedAt, silentMs, version, configuration }: ProcessStatus): Line {
  const runs = version === undefined ? 'an older version' : `version ${version}`;
  const configured = configuration === undefined ? '' : `, configuration ${configuration}`;
  const heard = silentMs === 0 ? 'answers this' : `last heard of ${durationWords(silentMs)} ago`;
  return [
    { name: shortenMiddle(host, longestHost) },
    `, process ${pid}: since `,
    { at: startedAt },
    `, ${runs}${configured}; ${heard}.`,
  ];
}
