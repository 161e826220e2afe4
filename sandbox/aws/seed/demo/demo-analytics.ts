import { legacyRole } from '../job-roles.ts';
import { keyArnOf } from '../keys.ts';
import type { RegionSeed } from '../model.ts';
import { RegionBuilder } from '../region-builder.ts';
import { analytics, sharedKeyArn } from './demo-central.ts';

function virginia(now: number): RegionSeed {
  const builder = new RegionBuilder(analytics, 'us-east-1', now);
  const lake = builder.key('lake', { alias: 'lake' });
  return builder
    .encrypted('lake', lake)
    .encrypted('lake-shared', sharedKeyArn('us-east-1'))
    .disabled('notebooks')
    .disabled('dbt-runner')
    .jobs(['sales-cube-build', 'sales-forecast', 'margin-by-sku', 'basket-affinity'], {
      configuration: 'lake',
      bookmark: 'enable',
    })
    .jobs(['churn-features', 'churn-score', 'clv-score'], { configuration: 'lake-shared', bookmark: 'enable' })
    .jobs(['dbt-daily', 'dbt-full-refresh'], { configuration: 'dbt-runner' })
    .jobs(['web-sessions', 'web-funnels'], { bookmark: 'enable' })
    .jobs(['kpi-mailer', 'kpi-sheet'], { kind: 'pythonshell' })
    .trigger('dbt-nightly', [{ job: 'dbt-daily' }])
    .trigger('cube-after-dbt', [{ job: 'sales-cube-build' }], { after: 'dbt-daily', workflow: 'morning-numbers' })
    .crawler('lake-curated-crawler', 'lake')
    .session('is-lena-20c4', 'notebooks')
    .devEndpoint('zeppelin-old', 'notebooks')
    .jobs(['ads-spend-load', 'ads-roas', 'seo-rankings'], { configuration: 'lake', bookmark: 'enable' })
    .build();
}

function ireland(now: number): RegionSeed {
  const builder = new RegionBuilder(analytics, 'eu-west-1', now);
  const lake = builder.key('lake', { alias: 'lake' });
  return (
    builder
      .encrypted('lake', lake)
      .encrypted('lake-eu-copy', keyArnOf(analytics, 'us-east-1', 'lake'))
      .configuration('survey', { JobBookmarksEncryptionMode: '' })
      .jobs(['sales-cube-build', 'margin-by-sku'], { configuration: 'lake', bookmark: 'enable' })
      .jobs(['sales-cube-eu', 'returns-eu'], { configuration: 'lake-eu-copy', bookmark: 'enable' })
      // Their role may use no key: after a remediation the first run of either fails, so that a canary stops.
      .jobs(['survey-ingest', 'survey-nps'], { configuration: 'survey', bookmark: 'pause', role: legacyRole })
      .jobs(['price-watch', 'price-elasticity', 'promo-lift'], { configuration: 'lake' })
      .trigger('survey-weekly', [{ job: 'survey-ingest' }, { job: 'survey-nps' }])
      .jobs(['churn-features', 'churn-score', 'web-sessions'], { configuration: 'lake', bookmark: 'enable' })
      .build()
  );
}

function tokyo(now: number): RegionSeed {
  const builder = new RegionBuilder(analytics, 'ap-northeast-1', now);
  const lake = builder.key('lake', { alias: 'lake' });
  return builder
    .encrypted('lake', lake)
    .encrypted('lake-restricted', lake)
    .jobs(['sales-cube-build', 'margin-by-sku', 'basket-affinity', 'konbini-sales'], {
      configuration: 'lake',
      bookmark: 'enable',
    })
    .jobs(['konbini-weather', 'konbini-events'], { configuration: 'lake', kind: 'pythonshell' })
    .jobs(['cards-pseudonymise', 'cards-velocity'], { configuration: 'lake-restricted', fixed: 'enable' })
    .job('points-live', { kind: 'gluestreaming', configuration: 'lake', bookmark: 'enable' })
    .trigger('tokyo-morning', [{ job: 'sales-cube-build' }, { crawler: 'tokyo-raw' }])
    .crawler('tokyo-raw', 'lake')
    .jobs(['vending-refill', 'vending-faults'], { configuration: 'lake', bookmark: 'enable' })
    .build();
}

/** An opt-in Region that this account has enabled, for Swiss data. */
function zurich(now: number): RegionSeed {
  const builder = new RegionBuilder(analytics, 'eu-central-2', now);
  const lake = builder.key('lake', { alias: 'lake' });
  return builder
    .encrypted('lake', lake)
    .disabled('ch-trial')
    .configuration('ch-import', {})
    .jobs(['bank-statements', 'bank-reconcile', 'claims-triage', 'claims-letters'], {
      configuration: 'lake',
      bookmark: 'enable',
    })
    .jobs(['policy-holders', 'policy-lapses'], { configuration: 'ch-import', bookmark: 'disable' })
    .job('premium-index', { configuration: 'lake' })
    .trigger('claims-override', [{ job: 'claims-letters', configuration: 'ch-import' }], { state: 'DEACTIVATED' })
    .jobs(['sales-cube-build', 'margin-by-sku'], { configuration: 'lake', bookmark: 'enable' })
    .build('ENABLED');
}

/** analytics: four Regions, one of them opt-in. */
export function analyticsRegions(now: number): RegionSeed[] {
  return [virginia(now), ireland(now), tokyo(now), zurich(now)];
}
