import { expect, type Page, test } from '@playwright/test';
import { field, organizer } from '../support/desk.ts';
import { Office } from '../support/office.ts';
import type { Desk } from '../support/people.ts';
import { Server } from '../support/server.ts';

const server = new Server();
let office: Office;
let desk: Desk;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  await server.start();
  office = await Office.open(server.url, server.setupUrl);
  desk = await organizer(office);
});

test.afterAll(async () => {
  await desk.close();
  await server.stop();
});

const slider = (page: Page) => page.getByRole('slider', { name: /Start, by the clock of/ });
const row = (page: Page, city: RegExp) =>
  page.locator('[data-slot]').getByRole('row', { name: city });

async function press(page: Page, key: string, times = 1): Promise<void> {
  for (let count = 0; count < times; count++) await page.keyboard.press(key);
}

const shows = (page: Page, words: RegExp) =>
  expect(slider(page)).toHaveAttribute('aria-valuetext', words);

/** Adds a city as somebody does who has no pointer. */
async function add(page: Page, city: string): Promise<void> {
  const picker = page.getByRole('combobox', { name: 'Add a partner city' });
  await picker.focus();
  await page.keyboard.type(city);
  const found = page.getByRole('listbox').getByRole('option', { selected: true });
  await expect(found).toContainText(city);
  await page.keyboard.press('Enter');
}

test('a time for three cities is found and planned without a pointer', async () => {
  const page = await desk.page();
  await page.goto(`${server.url}/slots`);
  await expect(page.getByText('Choose the partner cities that should meet.')).toBeVisible();
  for (const city of ['Dresden', 'Suwon', 'Nice']) await add(page, city);
  await field(page, 'First day').fill('2027-03-25');
  await field(page, 'Last day').fill('2027-03-30');
  await field(page, 'Length in minutes').fill('120');

  // From 28 March on Europe is an hour nearer: 15:00 in Hangzhou is 16:00 in Suwon, 09:00 in Dresden.
  const best = page.locator('[data-proposal]').first();
  await expect(best).toContainText('Tue 30 Mar');
  await expect(best).toContainText('15:00–17:00');
  await expect(best).toContainText('Cities within their hours: 3 of 3');
  await expect(best).toContainText('Office hours everywhere');
  await expect(page.getByRole('radio').first()).toBeChecked();
  await expect(row(page, /Dresden/)).toContainText('09:00–11:00');

  await slider(page).focus();
  await press(page, 'ArrowLeft', 2);
  await expect(row(page, /Dresden/)).toContainText('08:00–10:00');
  await expect(row(page, /Dresden/)).toContainText('early');
  await press(page, 'ArrowLeft');
  await shows(page, /13:30–15:30\. Cities within their hours: 1 of 3/);
  await expect(row(page, /Dresden/)).toContainText('outside 08:00–20:00');
  await press(page, 'ArrowRight', 5);
  await shows(page, /Tue 30 Mar, 16:00–18:00/);
  await expect(row(page, /Suwon/)).toContainText('late');
  await expect(row(page, /Dresden/)).toContainText('10:00–12:00');

  await press(page, 'PageDown');
  await shows(page, /Mon 29 Mar, 16:00–18:00/);
  await expect(row(page, /Dresden/)).toContainText('public holiday: Easter Monday');
  await press(page, 'PageDown');
  await shows(page, /Sun 28 Mar/);
  await expect(row(page, /Nice/)).toContainText('the clocks change that day');
  await press(page, 'PageDown');
  await shows(page, /Sat 27 Mar/);
  await expect(row(page, /Suwon/)).toContainText('weekend');
  await press(page, 'PageDown');
  await shows(page, /Fri 26 Mar/);
  await expect(row(page, /Dresden/)).toContainText('public holiday: Good Friday');
  await press(page, 'PageDown');
  await shows(page, /Thu 25 Mar, 16:00–18:00/);
  await expect(row(page, /Dresden/)).toContainText('09:00–11:00');

  await press(page, 'Enter');
  await expect(page.getByRole('link', { name: 'Plan a meeting then' })).toBeFocused();
  await press(page, 'Enter');
  await expect(page).toHaveURL(/\/sessions\/new\?/);
  await expect(field(page, 'Date')).toHaveValue('2027-03-25');
  await expect(field(page, 'Start')).toHaveValue('16:00');
  await expect(field(page, 'Length in minutes')).toHaveValue('120');
  await expect(page.locator('[data-zone="Europe/Berlin"]')).toContainText('09:00–11:00');
  await expect(page.locator('[data-zone="Asia/Seoul"]')).toContainText('17:00–19:00');
  await expect(page.locator('[data-zone="Europe/Paris"]')).toContainText('09:00–11:00');
  await page.close();
});

test('where no one time serves all, two are offered with who comes to which', async () => {
  const page = await desk.page();
  await page.goto(
    `${server.url}/slots?partners=S02,S28,S18&minutes=120&from=2027-02-10&to=2027-02-10&host=any`,
  );
  const pair = page.locator('[data-pair="0"]');
  await expect(pair).toContainText('Cities within their hours: 3 of 3');
  await pair.getByRole('button').first().click();
  await expect(page.locator('[data-slot]')).toBeVisible();
  await expect(page.getByText(/not announced yet which working days move/)).toBeVisible();
  await expect(page.getByText(/Python package holidays/)).toBeVisible();
  await page.close();
});

test('what cannot be searched is said at its field, and the way back is open', async () => {
  const page = await desk.page();
  await page.goto(`${server.url}/slots?partners=S18&minutes=90&from=2027-02-10&to=2027-02-12`);
  await expect(row(page, /Dresden/)).toBeVisible();
  await field(page, 'Latest, local').fill('09:00');
  await expect(page.getByText('This is longer than the hours that are allowed.')).toBeVisible();
  await field(page, 'Latest, local').fill('20:00');
  await field(page, 'Last day').fill('2027-04-12');
  await expect(page.getByText('The last day must be within 31 days of the first.')).toBeVisible();
  await field(page, 'Last day').fill('2027-02-12');
  await expect(row(page, /Dresden/)).toBeVisible();
  await page.getByRole('button', { name: 'Remove Dresden' }).click();
  await expect(page.getByText('Choose the partner cities that should meet.')).toBeVisible();
  await page.close();
});

test('the plan leads to the finder with its cities', async () => {
  const page = await desk.page();
  await page.goto(`${server.url}/sessions/new?partners=S18,S19`);
  await page.getByRole('link', { name: 'Find a time that suits these cities' }).click();
  await expect(page).toHaveURL(/\/slots\?/);
  await expect(row(page, /Dresden/)).toBeVisible();
  await expect(row(page, /Suwon/)).toBeVisible();
  await page.close();
});

test('no page stumbled', () => {
  expect(desk.errors).toEqual([]);
});
