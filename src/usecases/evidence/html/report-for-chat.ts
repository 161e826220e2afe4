import { ChatError } from '../../../domain/errors.ts';
import type { ReportMadeMessage } from '../../messages/evidence-messages.ts';
import type { UploadedFile } from '../../ports/chat.ts';
import type { CommandRequest } from '../../ports/command.ts';
import type { Period } from '../../ports/evidence-records.ts';
import type { Clock } from '../../ports/runtime.ts';
import { instantWords } from '../../words/words.ts';
import { makeReport, type ReportDependencies } from '../make-report.ts';
import type { ReportHead } from '../report-records.ts';
import { createHtmlReport } from './report-html.ts';
import { type Zone, zoneOf } from './zone.ts';

export interface ChatReportDependencies extends ReportDependencies {
  readonly clock: Clock;
  /** Bytes that are held and uploaded at most. Absent: 50 MB, some 100,000 findings. */
  readonly mostBytes?: number;
}

/** Absent ends are now. */
export type ReportForChat = (
  request: Pick<CommandRequest, 'attach' | 'timezone'>,
  period: (now: number) => Period,
) => Promise<ReportMadeMessage>;

const usualMost = 50_000_000;

/** Makes the report of a period and has it uploaded: the chat wants to know its length first, so it is held whole. */
export function createReportForChat(dependencies: ChatReportDependencies): ReportForChat {
  return async ({ attach, timezone }, periodOf) => {
    const now = dependencies.clock.now();
    const period = periodOf(now);
    const zoneName = await timezone?.();
    const zone = zoneName === undefined ? undefined : zoneOf(zoneName);
    const { head, bytes } = await fileOf(dependencies, { period, now, zone });
    const about = { ...period, before: head.before };
    const message: ReportMadeMessage = {
      kind: 'report-made',
      ...about,
      madeAt: now,
      recordedSince: head.recordedSince,
      findings: head.findings,
      ...(head.now && { open: head.now.open }),
      scans: head.scans.finished,
      daysWithoutScan: head.daysWithoutScan.length,
    };
    if (bytes === undefined) return { ...message, refused: 'too-large' };
    if (attach === undefined) return { ...message, refused: 'no_files' };
    try {
      return { ...message, where: await attach(fileWith(about, bytes)) };
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      return { ...message, refused: error.slackCode };
    }
  };
}

function fileWith({ from, before }: Period, bytes: Uint8Array): UploadedFile {
  const [first, last] = [from, before - 1].map((instant) => instantWords(instant).slice(0, 10));
  const title = `Gluewarden report ${first} to ${last}`;
  return { name: `gluewarden-report-${first}-${last}.html`, title, comment: `${title}. Open it in a browser.`, bytes };
}

/** `bytes`: undefined where there are too many. */
async function fileOf(
  dependencies: ChatReportDependencies,
  { period, now, zone }: { readonly period: Period; readonly now: number; readonly zone: Zone | undefined },
): Promise<{ head: ReportHead; bytes: Uint8Array | undefined }> {
  const { mostBytes = usualMost } = dependencies;
  const report = createHtmlReport(zone);
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  let [size, head]: [number, ReportHead | undefined] = [0, undefined];
  for await (const record of makeReport(dependencies, period, now)) {
    if (record.type === 'report') head = record;
    const piece = encoder.encode(report.write(record));
    size += piece.length;
    if (size > mostBytes) break;
    pieces.push(piece);
  }
  if (head === undefined) throw new Error('A report has no head');
  return { head, bytes: size > mostBytes ? undefined : joined(pieces, size) };
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
