import { expect, type Page, test } from '@playwright/test';
import { field, press } from '../support/desk.ts';
import { Office } from '../support/office.ts';
import { cast, Desk } from '../support/people.ts';
import { act, dialog, said, texts, type PartnerPage } from '../support/registry.ts';
import { expectAccessibleAt } from '../support/rules.ts';
import { Server } from '../support/server.ts';

test.describe('two officers', () => {
  const words = texts.en;
  const server = new Server();
  let office: Office;
  let desk: Desk;

  test.describe.configure({ mode: 'serial' });

  test.beforeAll(async () => {
    await server.start();
    office = await Office.open(server.url, server.setupUrl);
    const [who] = cast;
    if (!who) throw new Error('somebody must sit at the desk');
    desk = await Desk.open(who, 'chromium');
    await desk.context.addCookies([office.cookie]);
  });

  test.afterAll(async () => {
    await desk.close();
    await server.stop();
  });

  const name = async (): Promise<string | undefined> =>
    (await office.get<PartnerPage>('/api/partners/S18')).names['en'];

  /** Both open the entry; the second saves first. */
  async function meet(first: string, second: string): Promise<Page> {
    const [mine, theirs] = [await desk.page(), await desk.page()];
    for (const page of [mine, theirs]) {
      await page.goto(`${server.url}/partners/S18/edit`);
      await expect(field(page, words.name)).not.toHaveValue('');
    }
    await field(theirs, words.name).fill(second);
    await press(theirs, words.save);
    await expect(theirs).toHaveURL(/\/partners\/S18$/);
    await theirs.close();
    await field(mine, words.name).fill(first);
    await press(mine, words.save);
    const clash = mine.locator('[data-clash] [data-difference="names.en"]');
    await expect(clash.locator('td')).toContainText([first, second]);
    expect(await name()).toBe(second);
    return mine;
  }

  test('who comes second sees what stands, and may keep their own', async () => {
    const page = await meet('Dresden am Fluss', 'Dresden on the Elbe');
    await expectAccessibleAt(page, [1440, 390]);
    await press(page, words.mine);
    await expect(page).toHaveURL(/\/partners\/S18$/);
    expect(await name()).toBe('Dresden am Fluss');
    await page.close();
  });

  test('or go on from what the other has written', async () => {
    const page = await meet('Dresde', 'Dresden');
    await press(page, words.theirs);
    await expect(field(page, words.name)).toHaveValue('Dresden');
    await press(page, words.save);
    await expect(page).toHaveURL(/\/partners\/S18$/);
    expect(await name()).toBe('Dresden');
    await page.close();
  });

  test('a contact is kept, corrected in a dialog, and gone for good when removed', async () => {
    const page = await desk.page();
    await page.goto(`${server.url}/partners/S18`);
    await act(page, 'add-contact').click();
    await act(dialog(page), 'save').click();
    await expect(dialog(page).getByRole('alert')).toContainText(words.wantsName);
    await field(dialog(page), words.person).fill('Eva Berger');
    await field(dialog(page), 'Email').fill('not an address');
    await act(dialog(page), 'save').click();
    const email = field(dialog(page), 'Email');
    await expect(email).toHaveAttribute('aria-invalid', 'true');
    await email.fill('eva@dresden.example');
    await act(dialog(page), 'save').click();
    const contact = page.locator('[data-contact]');
    await expect(contact).toContainText('eva@dresden.example');
    await expect(contact).toContainText('Not asked');

    await act(contact, 'correct-contact').click();
    await field(dialog(page), words.phone).fill('+49 351 1');
    await act(dialog(page), 'save').click();
    await expect(contact).toContainText('+49 351 1');

    await act(contact, 'remove-contact').click();
    await act(dialog(page), 'remove-yes').click();
    await expect(contact).toHaveCount(0);
    await expect(said(page, 'Removed: Eva Berger')).toBeVisible();
    expect(await office.get<{ total: number }>('/api/contacts')).toMatchObject({
      total: 0,
    });
    await page.close();
  });

  test('a district, a department and a network are kept, and a city joins the network', async () => {
    const page = await desk.page();
    await page.goto(`${server.url}/registry`);
    for (const [kind, called] of [
      ['district', 'West Lake'],
      ['department', 'Culture office'],
      ['network', 'Cities on water'],
    ] as const) {
      await act(page, `add-${kind}`).first().click();
      await field(dialog(page), words.name).fill(called);
      await act(dialog(page), 'save').click();
      await expect(page.getByRole('heading', { name: called })).toBeVisible();
    }
    await expectAccessibleAt(page, [1440, 390]);

    await page.goto(`${server.url}/partners/S18`);
    await act(page, 'add-membership').click();
    await field(dialog(page), words.since).fill('2001');
    await act(dialog(page), 'save').click();
    await expect(page.locator('[data-network]')).toContainText('since 2001');
    // A relation of a district is one more, beside that of the city.
    await act(page, 'add-relation').click();
    await field(dialog(page), 'Held by').selectOption('West Lake');
    await act(dialog(page), 'save').click();
    await expect(page.locator('[data-relation]').filter({ hasText: 'West Lake' })).toHaveCount(1);
    await expectAccessibleAt(page, [1440, 1024, 390]);

    // What others name is not removed.
    await page.goto(`${server.url}/registry`);
    await page.locator('[data-do="remove-district"]').click();
    await act(dialog(page), 'remove-yes').click();
    await expect(dialog(page).locator('[data-banner="fail"]')).toContainText('Other entries name');
    await page.close();
  });

  test('nobody stumbled', () => {
    expect(desk.errors).toEqual([]);
  });
});
