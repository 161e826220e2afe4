import { exposures, findingKinds } from '../../../domain/model.ts';
import type { FindingFilter } from '../../../usecases/messages/finding-messages.ts';

/** Ids that buttons, selects and modals carry, and what their values mean. A value says what to show, never what is allowed. */
export const actionIds = {
  /** Button: opens the findings of a query in a modal. Value: the query's id. */
  browse: 'findings.browse',
  /** Buttons of one page. Value: see `pageTarget`. Ids must differ within a block, hence two. */
  previousPage: 'findings.page.previous',
  nextPage: 'findings.page.next',
  /** Selects, one option each. Values: an account's id, a region, an exposure, a kind, a rule's id, or `everything`. */
  filterAccount: 'findings.filter.account',
  filterRegion: 'findings.filter.region',
  filterExposure: 'findings.filter.exposure',
  filterKind: 'findings.filter.kind',
  filterRule: 'findings.filter.rule',
  /** Button: opens the form. Value: a finding's id. */
  remediate: 'remediation.form',
  /** Button: opens the form that retires a configuration. Value: a finding's id. */
  retire: 'remediation.retire',
  /** Select: the same for the chosen one. Values: findings' ids. */
  remediateChosen: 'remediation.form.chosen',
  /** Button in a form: shows the rest of it. */
  moreOptions: 'remediation.more',
  /** Button: opens the form for several findings. Value: a query's id. */
  bulk: 'remediation.several',
  /** Buttons of a request. Value: its id. */
  approve: 'request.approve',
  reject: 'request.reject',
  details: 'request.details',
  withdraw: 'request.withdraw',
  takeBack: 'request.take-back',
  /** Buttons of an approved request. Value: its id. */
  rollBack: 'request.roll-back',
  goOn: 'request.go-on',
  stop: 'request.stop',
  /** In the details of a request with several plans, or of a long one. Values: see `planPage`. */
  previousPlan: 'request.plan.previous',
  nextPlan: 'request.plan.next',
  choosePlan: 'request.plan.chosen',
  previousPlanPage: 'request.plan.page.previous',
  nextPlanPage: 'request.plan.page.next',
  /** Button: opens the form in which a risk is accepted. Value: a finding's id. */
  acceptFinding: 'finding.accept',
  /** Buttons of a risk that is asked to be accepted. Value: its id. */
  acceptRisk: 'exception.accept',
  /** Opens the form that asks why. */
  rejectRisk: 'exception.reject',
  /** Button of the progress of a scan. Value: the scan's id. */
  cancelScan: 'scan.cancel',
  /** Button and select: shows the configuration or job of a finding, read now, in a modal. Values: findings' ids. */
  showFinding: 'finding.show',
  showChosen: 'finding.show.chosen',
  /** Menu, and button where it would have one option, of a finding's row. Values: see `menuValue`. */
  findingMenu: 'finding.menu',
  /** Button that opens the AWS console: its press says nothing. */
  openConsole: 'console.open',
  /** Buttons of the Home. The first opens a form, the second has the page made again. */
  homeAudit: 'home.audit',
  homeRefresh: 'home.refresh',
  /** Button in a list of scans. Value: the scan's id. Ids must differ within a block: a dot and a number follow. */
  cancelListedScan: 'scan.cancel.listed',
} as const;

/** For listeners. */
export const pageActions = /^findings\.page\./;
export const filterActions = /^findings\.filter\./;
export const planActions = /^request\.plan\./;
export const scanActions = /^scan\.cancel(?:$|\.)/;
export const exceptionActions = /^(?:exception\.|finding\.accept$)/;
export const showActions = /^finding\.show(?:$|\.)/;
export const homeActions = /^home\./;
export const remediationActions = /^(?:remediation|request)\./;

/** `callback_id`s of our forms: the modals that are submitted. */
export const formIds = {
  remediate: 'remediation.ask',
  retire: 'remediation.retire',
  bulk: 'remediation.several.ask',
  bulkRest: 'remediation.several.rest',
  reject: 'request.reject',
  rollBack: 'request.roll-back',
  accept: 'finding.accept',
  rejectRisk: 'exception.reject',
  audit: 'audit.ask',
} as const;

/** `callback_id`s of all our modals, and of the Home. */
export const callbackIds = {
  findings: 'findings',
  loading: 'loading',
  problem: 'problem',
  plan: 'plan',
  message: 'message',
  home: 'home',
  ...formIds,
} as const;

export interface PageTarget {
  readonly queryId: string;
  /** From 0. */
  readonly page: number;
}

/** A page as the value of a button, or as a modal's private_metadata. */
export function pageTarget({ queryId, page }: PageTarget): string {
  return JSON.stringify({ queryId, page });
}

/** Reads a page target; undefined for anything else. */
export function parsePageTarget(value: string | undefined): PageTarget | undefined {
  try {
    const parsed: unknown = JSON.parse(value ?? '');
    if (typeof parsed !== 'object' || parsed === null || !('queryId' in parsed) || !('page' in parsed))
      return undefined;
    const { queryId, page } = parsed;
    if (typeof queryId !== 'string' || queryId === '' || queryId.length > 255) return undefined;
    return Number.isSafeInteger(page) && Number(page) >= 0 ? { queryId, page: Number(page) } : undefined;
  } catch {
    return undefined;
  }
}

/** Which plan of a request, and which page of its details; both from 0. */
export interface PlanPage {
  readonly at: number;
  readonly page: number;
}

export function planPage({ at, page }: PlanPage): string {
  return `${at}:${page}`;
}

/** Reads what {@link planPage} made; anything else is the first page of the first plan. */
export function parsePlanPage(value: string | undefined): PlanPage {
  const [, at = '0', page = '0'] = /^(\d{1,3}):(\d{1,3})$/.exec(value ?? '') ?? [];
  return { at: Number(at), page: Number(page) };
}

const menuActs = {
  show: actionIds.showFinding,
  remediate: actionIds.remediate,
  accept: actionIds.acceptFinding,
  details: actionIds.details,
} as const;

/** What a menu does and about what: a finding's id, or of `details` a request's. */
export function menuValue(act: keyof typeof menuActs, id: string): string {
  return `${act}:${id}`;
}

/** The press of a button that an option of a menu stands for; undefined for anything that {@link menuValue} did not make. */
export function parseMenuValue(text: string): { readonly actionId: string; readonly value: string } | undefined {
  const at = text.indexOf(':');
  const act = Object.entries(menuActs).find(([name]) => name === text.slice(0, at));
  const value = text.slice(at + 1);
  return act === undefined || value === '' ? undefined : { actionId: act[1], value };
}

/** The option that lifts a filter. */
export const everything = 'all';
/** The option that stands for a filter of several values, which a select cannot show: choosing it changes nothing. */
export const manyValues = 'several';

/**
 * What choosing an option of a filter select means for the filter; undefined: nothing. An empty list lifts that
 * part of the filter.
 */
export function filterChange(actionId: string, value: string): FindingFilter | undefined {
  if (value === manyValues || value === '') return undefined;
  const all = value === everything;
  switch (actionId) {
    case actionIds.filterAccount:
      return { accounts: all ? [] : [value] };
    case actionIds.filterRegion:
      return { regions: all ? [] : [value] };
    case actionIds.filterRule:
      return { rules: all ? [] : [value] };
    case actionIds.filterExposure: {
      const chosen = exposures.filter((exposure) => exposure === value);
      return all || chosen.length > 0 ? { exposures: chosen } : undefined;
    }
    case actionIds.filterKind: {
      const chosen = findingKinds.filter((kind) => kind === value);
      return all || chosen.length > 0 ? { kinds: chosen } : undefined;
    }
    default:
      return undefined;
  }
}
