import { ApiError } from '../../api';
import { t } from '../../i18n/i18n.svelte';

/** What of a protocol can be printed. */
export type Sheet = 'list' | 'plates' | 'badges' | 'seating';

/** The pages as PDF; a refusal is thrown. */
export const fetchSheet = (session: string, sheet: Sheet): Promise<Blob> =>
  fetchPages(`/api/sessions/${encodeURIComponent(session)}/print/${sheet}.pdf`);

export async function fetchPages(address: string): Promise<Blob> {
  const answer = await fetch(address, { credentials: 'same-origin' }).catch(() => undefined);
  if (!answer) throw new ApiError(0, 'network', 'the server does not answer');
  if (answer.ok) return answer.blob();
  const told = (await answer.json().catch(() => ({}))) as Partial<Refusal>;
  throw new ApiError(answer.status, told.error ?? 'unreadable', told.message ?? '', told.detail);
}

interface Refusal {
  error: string;
  message: string;
  detail: Detail;
}

interface Detail {
  /** As Unicode names it. */
  script?: string;
  character?: string;
  /** The Debian package that has it. */
  package?: string | null;
}

/** What keeps a sheet from being printed, and what to do. */
export function refusedSheet(error: unknown): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const { script = '', character = '', package: needed } = (error.detail ?? {}) as Detail;
  switch (error.code) {
    case 'missing_font':
      return t('print.missing_font', { script, package: needed ?? '' });
    case 'missing_glyph':
      return needed
        ? t('print.missing_glyph', { character, package: needed })
        : t('print.unknown_glyph', { character });
    case 'nothing_to_print':
      return t('print.nothing');
    default:
      return undefined;
  }
}
