import { ApiError } from '../../api';
import { problemText } from '../../api/problem';
import { t } from '../../i18n/i18n.svelte';
import { numberOf } from '../../time/duration';
import { sizeOf } from '../../ui/size';

interface TableError {
  code: string;
  place?: { line: number; column: number | null };
  most?: number;
  name?: string;
}

/** Why a file cannot be read, where, and what to do. Nothing of it was changed. */
export function tableText(error: TableError): string {
  const what = tableProblem(error);
  if (!error.place) return what;
  const { line, column } = error.place;
  const where =
    column === null
      ? t('import.at_line', { line: numberOf(line) })
      : t('import.at_cell', { line: numberOf(line), column: numberOf(column) });
  return t('import.where_what', { where, what });
}

const known = [
  'empty',
  'too_wide',
  'cell_too_long',
  'not_text',
  'open_quote',
  'text_after_quote',
  'legacy_workbook',
  'protected',
  'other_document',
  'inflated',
  'no_such_sheet',
] as const;

function tableProblem({ code, most }: TableError): string {
  if (code === 'too_large') return t('import.table.too_large', { most: sizeOf(most ?? 0) });
  if (code === 'too_many_rows')
    return t('import.table.too_many_rows', { most: numberOf(most ?? 0) });
  if (code === 'unknown_encoding' || code === 'malformed') return t('import.table.encoding');
  return t(`import.table.${known.find((one) => one === code) ?? 'damaged'}`);
}

/** The sentence for a request about a file that was refused. */
export function refusalText(error: unknown): string {
  if (!(error instanceof ApiError)) return problemText(error);
  if (error.status === 404) return t('import.forgotten');
  return failureText({ error: error.code, detail: error.detail }) ?? problemText(error);
}

/** The same for what failed while it was written. */
export function failureText(failure: { error: string; detail?: unknown }): string | undefined {
  switch (failure.error) {
    case 'unreadable_table':
      return tableText(failure.detail as TableError);
    case 'too_large':
      return t('import.table.too_large', {
        most: sizeOf((failure.detail as { most?: number } | undefined)?.most ?? 0),
      });
    case 'mapping_unclear':
      return t('import.mapping_unclear');
    case 'has_errors':
      return t('import.has_errors');
    case 'changed_since':
      return t('import.changed_since');
    case 'running':
      return t('import.is_running');
    case 'disk_full':
      return t('import.disk_full');
    default:
      return undefined;
  }
}
