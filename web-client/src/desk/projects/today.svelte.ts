import { wall } from '../../time/format';
import { everyMinute } from '../../time/ticker.svelte';
import { desk } from '../office.svelte';

/** The calendar day at home, as the server counts days. */
export const today = (): string => wall(everyMinute.now, desk.office.home.zone).slice(0, 10);
