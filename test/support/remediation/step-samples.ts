import type { JsonObject } from '../../../src/domain/json.ts';
import type { Step, StepType } from '../../../src/domain/steps/step-kinds.ts';
import { rawConfiguration, rawJob, rawStatistics, rawTrigger } from './plans.ts';

const encryption = { JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'DISABLED' } };
const jobSwitch = { id: 's2', from: 'std', to: 'twin', saw: '' } as const;

/** One step of every kind, and the definition from which it starts; undefined: it must not exist yet. */
export const stepSamples: {
  readonly [T in StepType]: { readonly step: Extract<Step, { type: T }>; readonly before: JsonObject | undefined };
} = {
  'create-configuration': {
    step: { id: 's1', type: 'create-configuration', name: 'twin', encryption },
    before: undefined,
  },
  'repoint-job': {
    step: {
      ...jobSwitch,
      type: 'repoint-job',
      name: 'orders',
      graph: null,
      role: 'etl',
      bookmarks: 'job-bookmark-enable',
      streaming: false,
      canary: true,
    },
    before: rawJob('orders', { Role: 'etl' }),
  },
  'repoint-trigger': {
    step: {
      id: 's3',
      type: 'repoint-trigger',
      name: 'nightly',
      actions: [{ index: 1, from: 'std' }],
      to: 'twin',
      saw: '',
    },
    before: rawTrigger('nightly', [{ JobName: 'other' }, { JobName: 'orders', SecurityConfiguration: 'std' }]),
  },
  'repoint-crawler': {
    step: { ...jobSwitch, type: 'repoint-crawler', name: 'lake' },
    before: { Name: 'lake', State: 'READY', CrawlerSecurityConfiguration: 'std' },
  },
  'repoint-column-statistics': {
    step: {
      ...jobSwitch,
      type: 'repoint-column-statistics',
      name: 'sales.orders',
      database: 'sales',
      table: 'orders',
      role: 'statistics',
    },
    before: rawStatistics('sales', 'orders', { Role: 'statistics' }),
  },
  'delete-configuration': {
    step: { id: 's1', type: 'delete-configuration', name: 'std', encryption },
    before: rawConfiguration('std', 'DISABLED', { S3Encryption: [] }),
  },
};
