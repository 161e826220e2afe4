import type { HomeView } from '@slack/types';
import type { ProblemMessage } from '../../../usecases/messages/command-messages.ts';
import type { HomePage, HomeRefused } from '../../../usecases/messages/home-page.ts';
import { actionIds, callbackIds } from '../common/action-ids.ts';
import type { Document, Item, Line } from '../common/document.ts';
import { withoutTables } from '../common/modals.ts';
import { problemView } from '../common/problem.ts';
import { viewBlocks } from '../common/to-blocks.ts';
import { homePageView } from './home-page.ts';

/** The Home of one person, or why there is none. */
export function homeView(page: HomePage | HomeRefused | ProblemMessage): HomeView {
  return { type: 'home', callback_id: callbackIds.home, blocks: viewBlocks(withoutTables(homeDocument(page).items)) };
}

/** The same before it has a form. */
export function homeDocument(page: HomePage | HomeRefused | ProblemMessage): Document {
  if (page.kind === 'home') return homePageView(page);
  return page.kind === 'problem' ? withRefresh(problemView(page)) : refusedView(page);
}

/** Says whom to ask, and nothing of what the records hold. */
function refusedView({ what, next, channels }: HomeRefused): Document {
  const line: Line =
    channels.length === 0
      ? [next]
      : [
          next,
          ' Anybody may type ',
          { code: '/glue-audit' },
          ' in ',
          ...channels.flatMap((channel, index): Line => (index === 0 ? [{ channel }] : [', ', { channel }])),
          '.',
        ];
  return withRefresh({
    summary: [what],
    items: [
      { type: 'heading', text: 'Gluewarden keeps AWS Glue job bookmarks encrypted' },
      { type: 'text', line: [{ bold: what }] },
      { type: 'text', line },
    ],
  });
}

function withRefresh({ summary, items }: Document): Document {
  const refresh: Item = {
    type: 'buttons',
    instead: '/glue-audit status',
    buttons: [{ label: 'Refresh', actionId: actionIds.homeRefresh, value: 'refresh', says: 'Try again' }],
  };
  return { summary, items: [...items, refresh] };
}
