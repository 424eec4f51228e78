import {
  balance,
  type DepartmentRecord,
  type FigureList,
  type MeasuredFigure,
} from '../../api/balance';
import { queryOf, type Question } from './question';

export const PER = 100;

/** The records behind a number, a page of them, with the number itself. */
export interface Records {
  key: string;
  /** What the address said when they were asked for. */
  asked: string;
  side: 'part' | 'whole';
  page: number;
  figure: MeasuredFigure | undefined;
  list: FigureList;
  departments: DepartmentRecord[];
}

/** Which number an address names, and which page of its records. */
export function readRecords(params: URLSearchParams): Pick<Records, 'key' | 'side' | 'page'> {
  const page = Number(params.get('page'));
  return {
    key: params.get('figure') ?? '',
    side: params.get('side') === 'whole' ? 'whole' : 'part',
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
}

export async function records(question: Question, params: URLSearchParams): Promise<Records> {
  const { key, side, page } = readRecords(params);
  const query = queryOf(question);
  const [figures, list, departments] = await Promise.all([
    balance.figures(query),
    balance.list({ ...query, figure: key, side, page, per: PER }),
    balance.departments(),
  ]);
  const figure = figures.figures.find((one) => one.key === key);
  return { key, side, page, asked: params.toString(), figure, list, departments };
}
