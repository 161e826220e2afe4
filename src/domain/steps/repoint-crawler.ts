import { glueArn } from '../glue-arn.ts';
import { compareCrawlers, crawlerConfiguration, crawlerForDigest, crawlerUpdate } from './crawler-update.ts';
import { literal } from './permissions.ts';
import { fromTo, gone, judgeUse, pointed } from './sight.ts';
import type { StepBase } from './step-base.ts';
import type { StepKind } from './step-kind.ts';

const member = 'CrawlerSecurityConfiguration';

export interface RepointCrawler extends StepBase {
  readonly type: 'repoint-crawler';
  readonly from: string | null;
  readonly to: string | null;
  readonly saw: string;
}

/** Gives a crawler another configuration. */
export const repointCrawler: StepKind<RepointCrawler, 'crawler', 'UpdateCrawler'> = {
  type: 'repoint-crawler',
  effect: 'moves',
  resource: 'crawler',
  dependent: 'crawler',
  operation: 'UpdateCrawler',
  words: {
    stage: 'Move crawlers',
    stageBack: 'Move crawlers back',
    canaryStage: null,
    unit: { before: '', one: 'crawler' },
    subject: (name) => name,
    untouched: 'left as it was',
  },
  configurationWords: null,

  draft({ name, definition, replaced, to, digest }) {
    const from = crawlerConfiguration(definition);
    if (from !== replaced) return { reason: 'changed' };
    const update = crawlerUpdate(definition, to);
    if ('refused' in update) return { reason: 'unsendable', paths: update.refused };
    return { id: '', type: 'repoint-crawler', name, from, to, saw: digest(crawlerForDigest(definition)) };
  },

  of: (step) => ({
    resource: { kind: 'crawler', name: step.name },
    judge(definition, before, digest) {
      if (definition === undefined) return gone;
      return judgeUse(step, {
        definition,
        member,
        now: crawlerConfiguration(definition),
        differs: compareCrawlers(before, definition),
        isSame: () => digest(crawlerForDigest(definition)) === step.saw,
      });
    },
    // An empty name takes the configuration off.
    request: () => ({ input: { Name: step.name, [member]: step.to ?? '' } }),
    inverse: () => ({ ...step, from: step.to, to: step.from, saw: '' }),
    made: (before) => pointed(before, member, step.to),
    expecting: (definition, digest) => ({ ...step, saw: digest(crawlerForDigest(definition)) }),
    permissions: (target) => [
      {
        actions: ['glue:GetCrawler', 'glue:UpdateCrawler'],
        resources: [glueArn(target, 'crawler', literal(step.name))],
      },
    ],
    tagged: (target) => glueArn(target, 'crawler', step.name),
    job: null,
    role: null,
    actions: [],
    toDo: () => `point crawler ${step.name} ${fromTo(step.from, step.to)}`,
    note: 'A crawler writes no job bookmarks: only its logs are concerned. It is not updated while it runs.',
  }),
};
