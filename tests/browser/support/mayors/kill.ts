import { expect } from '@playwright/test';
import { DIRECTOR, type Forum } from './forum.ts';
import { ON_PAGES } from './pages.ts';

/** Seconds by the clock of the test for which the service is away. */
const AWAY = 90;

/** Pulls the plug, and waits until everybody is back: pages by themselves, the others when they are
 *  told to. The service lived at `after`, since it kept something then. */
export async function killAndReturn(forum: Forum, after: number): Promise<void> {
  const { clock, truth, director } = forum;
  for (const name of ON_PAGES) forum.scripted.add(name);
  const { before } = await clock.moment(() => forum.server.kill());
  const here = truth.crash({ after, before });
  expect(here).toHaveLength(40);
  const headless = here.filter((name) => !ON_PAGES.includes(name));
  for (const name of headless)
    await forum.guest(name).until('the line is lost', () => forum.guest(name).room === null);

  clock.jump(AWAY);
  const since = clock.now();
  await forum.server.start();
  const first = await clock.moment(() => director.come());
  truth.restart({ after: since, before: first.before });
  truth.came(DIRECTOR, first);
  const byThemselves = ON_PAGES.map(async (name) => {
    await forum.isHere(name);
    truth.came(name, { after: since, before: clock.now() + 1000 });
    forum.scripted.delete(name);
  });
  for (const name of headless.filter((one) => one !== DIRECTOR)) await forum.comesBack(name);
  await Promise.all(byThemselves);
}
