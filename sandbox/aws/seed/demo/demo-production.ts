import type { Tags } from '../../glue/shapes.ts';
import { legacyRole, restrictedRole } from '../job-roles.ts';
import type { RegionSeed } from '../model.ts';
import { uuidFrom } from '../random.ts';
import { RegionBuilder } from '../region-builder.ts';
import { goneKeyArn, production, sharedKeyArn, vaultKeyArn } from './demo-central.ts';

/** The tags that CloudFormation puts on what it makes. */
function stackTags(stack: string, logicalId: string): Tags {
  return {
    'aws:cloudformation:stack-name': stack,
    'aws:cloudformation:logical-id': logicalId,
    'aws:cloudformation:stack-id': `arn:aws:cloudformation:us-east-1:${production}:stack/${stack}/${uuidFrom(stack)}`,
  };
}

/** The busiest Region: every kind of trouble that hurts, beside a lot that is right. */
function virginia(now: number): RegionSeed {
  const builder = new RegionBuilder(production, 'us-east-1', now);
  const data = builder.key('data', { alias: 'data-platform', description: 'Data platform' });
  const retired = builder.key('retired', { state: 'Disabled', description: 'Retired in the 2025 rotation' });
  return (
    builder
      .encrypted('std-encrypted', data)
      .encrypted('pci-cardholder', retired)
      .disabled('etl-default-2019')
      .configuration('inventory-shared', undefined)
      .encrypted('finance-central', sharedKeyArn('us-east-1'))
      // The story of the demo: these three may use keys, and run on after a remediation.
      .jobs(['orders-nightly-etl', 'orders-hourly-delta', 'orders-returns-merge'], {
        configuration: 'etl-default-2019',
        bookmark: 'enable',
      })
      .job('orders-export-csv', { configuration: 'etl-default-2019', kind: 'pythonshell' })
      .job('inventory-snapshot', { configuration: 'inventory-shared', bookmark: 'pause', role: legacyRole })
      .job('inventory-reorder-forecast', { configuration: 'inventory-shared', graph: true })
      .jobs(['payments-settlement', 'payments-chargebacks'], { configuration: 'pci-cardholder', bookmark: 'enable' })
      .jobs(['payments-ledger-sync', 'customers-dedupe', 'customers-360-build'], {
        configuration: 'std-encrypted',
        bookmark: 'enable',
      })
      .jobs(['shipping-labels-load', 'shipping-carrier-rates'], { configuration: 'std-encrypted', bookmark: 'disable' })
      .jobs(['finance-gl-postings', 'finance-month-close'], { configuration: 'finance-central', bookmark: 'enable' })
      .job('clickstream-live', { kind: 'gluestreaming', bookmark: 'enable', description: 'Kinesis to the lake' })
      .job('fraud-features-backfill', { bookmark: 'enable', role: restrictedRole })
      .job('adhoc-extract-jm', {})
      .trigger('orders-nightly', [{ job: 'orders-nightly-etl' }, { job: 'orders-export-csv' }])
      .trigger('orders-after-nightly', [{ job: 'orders-returns-merge' }], {
        after: 'orders-nightly-etl',
        workflow: 'orders-daily',
      })
      .trigger('shipping-catch-up', [
        { job: 'shipping-labels-load', configuration: 'etl-default-2019', bookmark: 'enable' },
      ])
      .trigger('forecast-weekly', [{ job: 'inventory-reorder-forecast', bookmark: 'enable' }], { state: 'DEACTIVATED' })
      .crawler('orders-raw-crawler', 'etl-default-2019')
      .crawler('inventory-crawler', 'std-encrypted')
      .table('sales', 'orders', { configuration: 'etl-default-2019' })
      .table('sales', 'returns', { configuration: 'std-encrypted' })
      .table('sales', 'regions')
      .mlTransform('match-customers', 'etl-default-2019')
      .tag('job/orders-nightly-etl', stackTags('orders-pipelines', 'OrdersNightlyEtl'))
      .tag('job/orders-hourly-delta', stackTags('orders-pipelines', 'OrdersHourlyDelta'))
      .tag('trigger/shipping-catch-up', { 'managed-by': 'terraform', team: 'shipping' })
      .tag('job/inventory-snapshot', { 'managed-by': 'terraform', team: 'inventory' })
      .build()
  );
}

function ireland(now: number): RegionSeed {
  const builder = new RegionBuilder(production, 'eu-west-1', now);
  const data = builder.key('data', { alias: 'data-platform' });
  const leaving = builder.key('gdpr-old', { state: 'PendingDeletion', description: 'Replaced by alias/data-platform' });
  return builder
    .encrypted('std-encrypted', data)
    .encrypted('gdpr-subjects', leaving)
    .configuration('marketing-eu', { JobBookmarksEncryptionMode: 'CSE-KMS' })
    .encrypted('vaulted-eu', vaultKeyArn('eu-west-1'))
    .jobs(['orders-nightly-etl', 'orders-hourly-delta', 'customers-dedupe'], {
      configuration: 'std-encrypted',
      bookmark: 'enable',
    })
    .jobs(['gdpr-erasure', 'gdpr-access-export'], { configuration: 'gdpr-subjects', bookmark: 'enable' })
    .jobs(['campaign-attribution', 'newsletter-opens'], { configuration: 'marketing-eu', bookmark: 'enable' })
    .job('newsletter-preview', { configuration: 'marketing-eu', kind: 'glueray', workers: 4 })
    .jobs(['hr-payroll-load', 'hr-headcount'], { configuration: 'vaulted-eu', bookmark: 'enable' })
    .job('tax-vat-report', { configuration: 'finance-eu-2022', bookmark: 'enable' })
    .job('tax-intrastat', { configuration: 'finance-eu-2022' })
    .trigger('gdpr-daily', [{ job: 'gdpr-erasure' }, { job: 'gdpr-access-export' }])
    .trigger('tax-quarter', [{ job: 'tax-intrastat', configuration: 'std-encrypted', bookmark: 'enable' }], {
      type: 'ON_DEMAND',
    })
    .crawler('campaign-crawler', 'marketing-eu')
    .jobs(['payments-ledger-sync', 'payments-sepa-batch'], { configuration: 'std-encrypted', bookmark: 'enable' })
    .build();
}

function frankfurt(now: number): RegionSeed {
  const builder = new RegionBuilder(production, 'eu-central-1', now);
  const data = builder.key('data', { alias: 'data-platform' });
  const signing = builder.key('signing', { spec: 'RSA_2048', description: 'Document signing' });
  return builder
    .encrypted('std-encrypted', data)
    .encrypted('suppliers-by-alias', builder.aliasArn('data-platform'))
    .encrypted('contracts-sealed', signing)
    .disabled('migration-2021')
    .jobs(['supplier-catalogue', 'supplier-prices', 'supplier-lead-times'], {
      configuration: 'suppliers-by-alias',
      bookmark: 'enable',
    })
    .jobs(['contracts-ingest', 'contracts-ocr'], { configuration: 'contracts-sealed', bookmark: 'enable' })
    .jobs(['warehouse-stock', 'warehouse-moves', 'warehouse-temperature'], {
      configuration: 'std-encrypted',
      bookmark: 'enable',
    })
    .job('warehouse-sensors-live', { kind: 'gluestreaming', configuration: 'std-encrypted' })
    .job('quality-complaints', { configuration: 'std-encrypted', fixed: 'enable' })
    .trigger('warehouse-hourly', [{ job: 'warehouse-stock' }, { job: 'warehouse-moves', bookmark: 'pause' }])
    .jobs(['fleet-telemetry', 'fleet-fuel', 'fleet-maintenance'], {
      configuration: 'std-encrypted',
      bookmark: 'enable',
    })
    .build();
}

function sydney(now: number): RegionSeed {
  const builder = new RegionBuilder(production, 'ap-southeast-2', now);
  const data = builder.key('data', { alias: 'data-platform' });
  return builder
    .encrypted('std-encrypted', data)
    .encrypted('stores-apac', goneKeyArn(production, 'ap-southeast-2'))
    .disabled('poc-do-not-use')
    .jobs(['stores-sales-daily', 'stores-footfall'], { configuration: 'stores-apac', bookmark: 'enable' })
    .jobs(['orders-nightly-etl', 'orders-hourly-delta', 'loyalty-points', 'loyalty-tiers'], {
      configuration: 'std-encrypted',
      bookmark: 'enable',
    })
    .jobs(['stores-rosters', 'stores-energy'], { configuration: 'std-encrypted', kind: 'pythonshell' })
    .job('stores-cash-count', { bookmark: 'pause' })
    .trigger('stores-close-of-day', [{ job: 'stores-sales-daily' }, { job: 'stores-cash-count' }])
    .session('is-apac-prices-7f3a', 'std-encrypted')
    .jobs(['customs-declarations', 'customs-duties'], { configuration: 'std-encrypted', bookmark: 'enable' })
    .build();
}

/** data-production: four Regions. */
export function productionRegions(now: number): RegionSeed[] {
  return [virginia(now), ireland(now), frankfurt(now), sydney(now)];
}
