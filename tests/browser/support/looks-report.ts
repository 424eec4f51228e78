import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';

interface Tour {
  tour: string;
  passed: boolean;
  /** What it found; empty where nothing was wrong. */
  found: string[];
  stops: string[];
}

const colours = /\u001b\[[\d;]*m/g;

/** Writes what was looked at, of which commit, and what was found. */
export default class LooksReport implements Reporter {
  readonly #tours: Tour[] = [];

  constructor(private readonly options: { file: string }) {}

  onTestEnd({ title }: TestCase, { status, errors, annotations }: TestResult): void {
    const stops = annotations.filter(({ type }) => type === 'stop');
    this.#tours.push({
      tour: title,
      passed: status === 'passed',
      found: errors.map(({ message = '' }) => message.replace(colours, '')),
      stops: stops.map(({ description = '' }) => description),
    });
  }

  onEnd({ startTime }: FullResult): void {
    const commit = execFileSync('git', ['log', '-1', '--format=%s'], { encoding: 'utf8' }).trim();
    const tours = this.#tours.toSorted((one, other) => (one.tour < other.tour ? -1 : 1));
    const report = { date: startTime.toISOString().slice(0, 10), commit, tours };
    writeFileSync(this.options.file, `${JSON.stringify(report, null, 2)}\n`);
  }
}
