import { glueArn } from '../glue-arn.ts';
import { compareCrawlers, crawlerConfiguration, crawlerForHash, crawlerUpdate } from './crawler-update.ts';
import { fromTo, gone, judgeUse, switched } from './observation.ts';
import { literal } from './permissions.ts';
import type { StepBase } from './step-base.ts';
import type { StepKind } from './step-kind.ts';

const member = 'CrawlerSecurityConfiguration';

export interface CrawlerSwitch extends StepBase {
  readonly type: 'repoint-crawler';
  readonly from: string | null;
  readonly to: string | null;
  readonly saw: string;
}

/** Gives a crawler another configuration. */
export const switchCrawler: StepKind<CrawlerSwitch, 'crawler', 'UpdateCrawler'> = {
  type: 'repoint-crawler',
  effect: 'switches',
  resource: 'crawler',
  dependent: 'crawler',
  operation: 'UpdateCrawler',
  words: {
    stage: 'Switch crawlers',
    stageBack: 'Switch crawlers back',
    canaryStage: null,
    unit: { before: '', one: 'crawler' },
    subject: (name) => name,
    untouched: 'left as it was',
  },
  configurationWords: null,

  draft({ name, definition, replaced, to, hash }) {
    const from = crawlerConfiguration(definition);
    if (from !== replaced) return { reason: 'changed' };
    const update = crawlerUpdate(definition, to);
    if ('refused' in update) return { reason: 'unsendable', paths: update.refused };
    return { id: '', type: 'repoint-crawler', name, from, to, saw: hash(crawlerForHash(definition)) };
  },

  of: (step) => ({
    resource: { kind: 'crawler', name: step.name },
    judge(definition, before, hash) {
      if (definition === undefined) return gone;
      return judgeUse(step, {
        definition,
        member,
        now: crawlerConfiguration(definition),
        differs: compareCrawlers(before, definition),
        isSame: () => hash(crawlerForHash(definition)) === step.saw,
      });
    },
    // An empty name takes the configuration off.
    request: () => ({ input: { Name: step.name, [member]: step.to ?? '' } }),
    inverse: () => ({ ...step, from: step.to, to: step.from, saw: '' }),
    made: (before) => switched(before, member, step.to),
    expecting: (definition, hash) => ({ ...step, saw: hash(crawlerForHash(definition)) }),
    permissions: (target) => [
      {
        actions: ['glue:GetCrawler', 'glue:UpdateCrawler'],
        resources: [glueArn(target, 'crawler', literal(step.name))],
      },
    ],
    tagged: (target) => glueArn(target, 'crawler', step.name),
    job: null,
    role: null,
    runs: (definition) => [{ type: 'crawler', name: step.name, definition }],
    actions: [],
    starts: [],
    toDo: () => `switch crawler ${step.name} ${fromTo(step.from, step.to)}`,
    note: 'A crawler writes no job bookmarks: only its logs are concerned. It is not updated while it runs.',
  }),
};
