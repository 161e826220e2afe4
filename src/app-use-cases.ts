/** The use cases of the bot: loaded by those alone who run it. */
export async function loadUseCases() {
  const [
    authorise,
    browse,
    work,
    cutOff,
    audit,
    show,
    history,
    status,
    offer,
    jobs,
    measurements,
    undelivered,
    live,
    locate,
    timers,
    replicas,
    find,
    ...scans
  ] = await Promise.all([
    import('./usecases/authorise.ts'),
    import('./usecases/audit/browse-findings.ts'),
    import('./usecases/bot/background-work.ts'),
    import('./usecases/bot/cut-off-answers.ts'),
    import('./usecases/audit/audit.ts'),
    import('./usecases/audit/show.ts'),
    import('./usecases/audit/history.ts'),
    import('./usecases/bot/status.ts'),
    import('./usecases/remediation/request/remediation-offer.ts'),
    import('./usecases/audit/read-jobs-now.ts'),
    import('./usecases/bot/measurements.ts'),
    import('./usecases/bot/undelivered.ts'),
    import('./usecases/bot/live-processes.ts'),
    import('./usecases/audit/locate-name.ts'),
    import('./usecases/bot/timers.ts'),
    import('./usecases/bot/replicas.ts'),
    import('./usecases/home/find-findings.ts'),
    import('./usecases/running/running-scans.ts'),
    import('./usecases/running/cancel-scan.ts'),
  ]);
  const asked = { ...authorise, ...browse, ...audit, ...show, ...history, ...status, ...offer, ...locate };
  const [running, cancel] = scans;
  return {
    ...asked,
    ...work,
    ...cutOff,
    ...jobs,
    ...measurements,
    ...undelivered,
    ...live,
    ...timers,
    ...replicas,
    ...find,
    ...running,
    ...cancel,
  };
}
