import type { Migration } from 'kysely/migration';
import * as first from './0001-first.ts';
import * as remediation from './0002-remediation.ts';
import * as afterwards from './0003-afterwards.ts';
import * as rules from './0004-rules.ts';
import * as undeliverable from './0007-undeliverable.ts';
import * as staged from './0010-staged.ts';
import * as waits from './0011-waits.ts';
import * as refused from './0012-refused.ts';
import * as followed from './0013-followed.ts';
import * as retention from './0014-retention.ts';
import * as cancelled from './0015-cancelled.ts';
import * as instances from './0017-instances.ts';
import * as properties from './0018-properties.ts';
import * as organization from './0019-organization.ts';
import * as replicas from './0020-replicas.ts';
import * as scanParts from './0021-scan-parts.ts';
import * as exceptions from './0022-exceptions.ts';
import * as digests from './0026-digests.ts';
import * as held from './columns/0005-held.ts';
import * as startedJobs from './columns/0006-started-jobs.ts';
import * as saidTwice from './columns/0008-said-twice.ts';
import * as awsAnswer from './columns/0009-aws-answer.ts';
import * as threads from './columns/0023-threads.ts';
import * as auditChain from './columns/0024-audit-chain.ts';
import * as owners from './columns/0027-owners.ts';

/**
 * Every change of the schema, in order, forward only. A name that was released never changes and never goes away:
 * a database that knows a name which is not here was written by a newer version.
 */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-first': first,
  '0002-remediation': remediation,
  '0003-afterwards': afterwards,
  '0004-rules': rules,
  '0005-held': held,
  '0006-started-jobs': startedJobs,
  '0007-undeliverable': undeliverable,
  '0008-said-twice': saidTwice,
  '0009-aws-answer': awsAnswer,
  '0010-staged': staged,
  '0011-waits': waits,
  '0012-refused': refused,
  '0013-followed': followed,
  '0014-retention': retention,
  '0015-cancelled': cancelled,
  '0017-instances': instances,
  '0018-properties': properties,
  '0019-organization': organization,
  '0020-replicas': replicas,
  '0021-scan-parts': scanParts,
  '0022-exceptions': exceptions,
  '0023-threads': threads,
  '0024-audit-chain': auditChain,
  '0026-digests': digests,
  '0027-owners': owners,
};
