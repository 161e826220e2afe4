import type { RegionSeed } from '../model.ts';
import { RegionBuilder } from '../region-builder.ts';
import { staging } from './demo-central.ts';

function virginia(now: number): RegionSeed {
  const builder = new RegionBuilder(staging, 'us-east-1', now);
  const data = builder.key('data', { alias: 'data-platform' });
  return builder
    .disabled('std-encrypted')
    .encrypted('orders-staging', data)
    .configuration('from-template', { JobBookmarksEncryptionMode: 'SSE-KMS', KmsKeyArn: data })
    .jobs(['orders-nightly-etl', 'orders-hourly-delta'], { configuration: 'orders-staging', bookmark: 'enable' })
    .jobs(['orders-replay', 'orders-compare'], { configuration: 'orders-staging' })
    .jobs(['payments-ledger-sync', 'payments-settlement'], { configuration: 'std-encrypted', bookmark: 'enable' })
    .jobs(['customers-dedupe', 'customers-mask-pii'], { configuration: 'from-template', bookmark: 'disable' })
    .jobs(['smoke-test-small', 'smoke-test-large'], { workers: 2 })
    .job('smoke-test-bookmarks', { workers: 2, bookmark: 'enable' })
    .jobs(['loadgen-orders', 'loadgen-clicks'], { kind: 'glueray', workers: 3, configuration: 'orders-staging' })
    .trigger('smoke-hourly', [{ job: 'smoke-test-small' }, { job: 'smoke-test-large', bookmark: 'enable' }])
    .trigger('mask-on-refresh', [{ job: 'customers-mask-pii' }], { type: 'ON_DEMAND' })
    .devEndpoint('anna-debug', 'std-encrypted')
    .session('is-anna-9b1c', 'from-template')
    .build();
}

function ireland(now: number): RegionSeed {
  const builder = new RegionBuilder(staging, 'eu-west-1', now);
  const data = builder.key('data', { alias: 'data-platform' });
  return builder
    .encrypted('std-encrypted', data)
    .configuration('half-done', null)
    .disabled('copied-from-prod')
    .jobs(['orders-nightly-etl', 'orders-hourly-delta', 'customers-dedupe', 'gdpr-erasure'], {
      configuration: 'std-encrypted',
      bookmark: 'enable',
    })
    .jobs(['campaign-attribution', 'newsletter-opens', 'newsletter-preview'], { configuration: 'std-encrypted' })
    .job('tax-vat-report', { configuration: 'copied-from-prod', fixed: 'disable', bookmark: 'enable' })
    .job('tax-intrastat', { configuration: 'copied-from-prod' })
    .trigger('tax-rehearsal', [{ job: 'tax-vat-report', bookmark: 'enable' }], { state: 'DEACTIVATED' })
    .jobs(['payments-ledger-sync', 'payments-sepa-batch'], { configuration: 'std-encrypted', bookmark: 'enable' })
    .build();
}

function oregon(now: number): RegionSeed {
  const builder = new RegionBuilder(staging, 'us-west-2', now);
  const data = builder.key('data', { alias: 'data-platform' });
  return builder
    .encrypted('std-encrypted', data)
    .encrypted('dr-drill', builder.aliasArn('dr-key'))
    .jobs(['dr-restore-orders', 'dr-restore-payments', 'dr-verify'], { configuration: 'dr-drill', bookmark: 'enable' })
    .jobs(['orders-nightly-etl', 'orders-hourly-delta', 'payments-ledger-sync'], {
      configuration: 'std-encrypted',
      bookmark: 'enable',
    })
    .jobs(['synthetic-orders', 'synthetic-customers'], { configuration: 'std-encrypted', kind: 'pythonshell' })
    .job('retention-sweep', { configuration: 'retention', bookmark: 'enable' })
    .trigger('dr-monthly', [{ job: 'dr-restore-orders' }, { job: 'dr-restore-payments' }], { workflow: 'dr-drill' })
    .trigger('dr-verify-after', [{ job: 'dr-verify' }], { after: 'dr-restore-payments', workflow: 'dr-drill' })
    .jobs(['chaos-late-files', 'chaos-duplicates', 'chaos-bad-rows'], { configuration: 'std-encrypted' })
    .build();
}

/** The Region whose jobs the scan role may not list: it ends unknown. */
function sydney(now: number): RegionSeed {
  const builder = new RegionBuilder(staging, 'ap-southeast-2', now);
  const data = builder.key('data', { alias: 'data-platform' });
  return builder
    .encrypted('std-encrypted', data)
    .disabled('apac-trial')
    .jobs(['stores-sales-daily', 'stores-footfall', 'loyalty-points'], {
      configuration: 'apac-trial',
      bookmark: 'enable',
    })
    .jobs(['loyalty-tiers', 'stores-rosters', 'orders-nightly-etl'], { configuration: 'std-encrypted' })
    .build();
}

/** data-staging: four Regions. */
export function stagingRegions(now: number): RegionSeed[] {
  return [virginia(now), ireland(now), oregon(now), sydney(now)];
}
