/** The report for whoever looks after the network: plain text, without names and without the link. */

import type { CheckAnswer, CheckReport } from '../api/types';
import { t } from '../i18n/i18n.svelte';
import { STEPS, type StepName, type StepState } from './check.svelte';
import { lineFigures, mediaFigures } from './words';

export interface Findings {
  report: CheckReport;
  answer: CheckAnswer | null;
  steps: Readonly<Record<StepName, StepState>>;
  /** Where the media engine said that it can be reached. */
  places: Readonly<Record<'udp' | 'tcp', readonly string[]>>;
  /** Of the service, with its port. */
  host: string;
  secure: boolean;
  agent: string;
  at: Date;
}

/** The text to send. */
export function written(found: Findings): string {
  const { answer } = found;
  const blocks = [
    heading(found),
    [t('check.report.tested'), ...STEPS.map((step) => tested(step, found))],
    [
      t('check.findings'),
      ...(answer?.findings ?? []).map(({ code }) => `- ${t(`check.finding.${code}`)}`),
    ],
    [t('check.report.needs'), ...needs(found)],
  ];
  return blocks
    .filter((block) => block.length > 1)
    .map((block) => block.join('\n'))
    .join('\n\n');
}

function heading({ answer, at, host, agent }: Findings): string[] {
  const result = answer ? t(`check.verdict.${answer.verdict}.title`) : t('check.unsent.title');
  const time = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return [
    `${t('app.name')}: ${t('check.title')}`,
    t('check.report.result', { result }),
    t('check.report.time', { time }),
    t('check.report.server', { host }),
    t('check.report.browser', { agent }),
  ];
}

function tested(step: StepName, { report, steps }: Findings): string {
  const line = `- ${t(`check.step.${step}`)}: ${t(`check.state.${steps[step]}`)}`;
  const figures = figuresAt(step, report);
  return figures.length === 0 ? line : `${line} (${figures.join(' · ')})`;
}

function figuresAt(step: StepName, { line, media }: CheckReport): string[] {
  if (step === 'line') return lineFigures(line);
  if (step === 'media' && media) return mediaFigures(media);
  return [];
}

/** What the network has to let through, with what became of it. */
export function needs({ steps, places, host, secure }: Findings): string[] {
  const all: [StepName, string][] = [
    ['line', t('check.need.line', { places: `${secure ? 'wss' : 'ws'}://${host}` })],
    ['udp', t('check.need.udp', { places: placesOf(places.udp) })],
    ['tcp', t('check.need.tcp', { places: placesOf(places.tcp) })],
    ['relay', t('check.need.relay', { places: host })],
  ];
  return all
    .filter(([step]) => steps[step] !== 'not_offered')
    .map(([step, need]) => `- ${need}: ${t(`check.state.${steps[step]}`)}`);
}

const placesOf = (places: readonly string[]): string =>
  places.length > 0 ? places.join(', ') : t('check.need.unknown');
