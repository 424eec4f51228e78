import { t } from '../i18n/i18n.svelte';
import { announce } from '../ui/announce.svelte';

/** Goes to the first field of a form that needs mending, wherever it is folded away, or to what stands in its way. */
export function showProblems(form: HTMLElement | undefined, count: number): void {
  if (count > 0) announce(t('plan.problems', { count }), 'assertive');
  requestAnimationFrame(() => {
    const field = form?.querySelector<HTMLElement>('[aria-invalid="true"]');
    field?.closest('details')?.setAttribute('open', '');
    field?.focus();
    const banner = form?.querySelector('[data-clash], [data-banner="fail"]');
    (field ?? banner)?.scrollIntoView({ block: 'center' });
  });
}
