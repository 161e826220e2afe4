import type { Config } from './config/model.ts';
import type { BrowseDependencies } from './usecases/audit/browse-findings.ts';
import type { ShowDependencies } from './usecases/audit/show.ts';
import type { Authorise } from './usecases/authorise.ts';
import type { HomeDependencies } from './usecases/home/read-home.ts';
import type { SurfaceActions } from './usecases/ports/surface.ts';
import type { CancelScan } from './usecases/running/cancel-scan.ts';

interface SurfaceParts
  extends Omit<BrowseDependencies, 'canRemediate' | 'canAccept'>,
    Omit<HomeDependencies, 'schedules' | 'watchRunsFor'> {
  readonly cloud: ShowDependencies['cloud'];
  readonly config: Config;
  readonly store: HomeDependencies['store'];
  readonly authorise: Authorise;
  readonly cancel: CancelScan;
}

/** What buttons, forms and the Home of a surface call. */
export async function createSurfaceActions(parts: SurfaceParts): Promise<SurfaceActions> {
  const [
    { createBrowse },
    { createShow },
    { createReadHome },
    { createShowFinding },
    { createAuditForm },
    { createFindIn },
  ] = await Promise.all([
    import('./usecases/audit/browse-findings.ts'),
    import('./usecases/audit/show.ts'),
    import('./usecases/home/read-home.ts'),
    import('./usecases/home/show-finding.ts'),
    import('./usecases/home/audit-form.ts'),
    import('./usecases/home/find-findings.ts'),
  ]);
  const { config, store, fleet, authorise, cancel } = parts;
  const { access, schedules, remediation } = config;
  return {
    ...createBrowse(parts, authorise),
    ...createAuditForm(fleet, authorise),
    ...createFindIn(parts, authorise),
    ...createShowFinding({ store, fleet, show: createShow(parts) }, authorise),
    cancelScan: (actor, id) => cancel(actor, { id }),
    home: createReadHome({ ...parts, access, schedules, watchRunsFor: remediation.watchRunsFor }, authorise),
  };
}
