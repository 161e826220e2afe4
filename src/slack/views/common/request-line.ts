import type { FirstRunsMessage } from '../../../usecases/messages/afterwards-messages.ts';
import { countWords, listWords } from '../../../usecases/words/explain.ts';
import type { Part } from './document.ts';
import { targetWords } from './target-words.ts';

type About = Pick<FirstRunsMessage, 'askedBy' | 'account' | 'accountName' | 'regions' | 'findings' | 'findingsTotal'>;

const mostRegions = 4;

/** What an approved request is about: "`orders-etl` and 2 more in data-production (111122223333), eu-west-1". */
export function requestLine({ account, accountName, regions, findings, findingsTotal }: About): Part[] {
  const [first] = findings;
  const others = findingsTotal - 1;
  const region = regions.length > mostRegions ? countWords(regions.length, 'region') : listWords(regions);
  const target = { account, ...(accountName !== undefined && { accountName }), region };
  return [
    ...(first === undefined ? [] : [{ name: first.name }]),
    `${others > 0 ? ` and ${others} more` : ''} in ${targetWords(target)}`,
  ];
}
