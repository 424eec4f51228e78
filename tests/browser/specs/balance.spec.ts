import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { field, organizer } from "../support/desk.ts";
import { Office } from "../support/office.ts";
import { cast, Desk } from "../support/people.ts";
import { expectAccessible, expectAccessibleAt } from "../support/rules.ts";
import { Server } from "../support/server.ts";

/** The day and the years of the founding report. */
const REPORT = "as_of=2020-10-26&from=2018-01-01&to=2019-12-31";

const server = new Server();
let office: Office;
let desk: Desk;

test.beforeAll(async () => {
  server.demo();
  await server.start();
  office = await Office.open(server.url, server.setupUrl);
  desk = await organizer(office);
});

test.afterAll(async () => {
  await desk.close();
  await server.stop();
});

/** The number of this key that stands first on the page. */
const number = (page: Page, key: string) =>
  page.locator(`[data-figure="${key}"]`).first();

async function open(view = "", search = REPORT): Promise<Page> {
  const page = await desk.page();
  await page.goto(`${server.url}/balance${view}?${search}`);
  await page.locator("h1").waitFor();
  return page;
}

/** What a list says of itself, and what is in it. */
async function listed(
  page: Page,
): Promise<{ total: number; sum: number; rows: number }> {
  const about = page.locator("[data-total]");
  await about.waitFor();
  const [total, sum] = await Promise.all([
    about.getAttribute("data-total"),
    about.getAttribute("data-sum"),
  ]);
  return {
    total: Number(total),
    sum: Number(sum),
    rows: await page.locator("[data-record]").count(),
  };
}

/** As by a click on a link of the page, without loading it anew. */
const follow = (page: Page, href: string): Promise<void> =>
  page.evaluate((to) => {
    const link = document.createElement("a");
    link.href = to;
    document.body.append(link);
    link.click();
    link.remove();
  }, href);

test("the page shows the figures of the founding report", async () => {
  const page = await open();
  for (const [key, text] of [
    ["stock.all", "67"],
    ["countries.all", "42"],
    ["stock.sister", "31"],
    ["countries.sister", "26"],
    ["stock.exchange", "36"],
    ["countries.exchange", "25"],
    ["bri.relations", "19"],
    ["dormant", "6"],
    ["share.continent.asia", "25"],
    ["share.continent.africa", "2"],
    ["region.asia", "14"],
    ["seniority.received.groups.whole", "89"],
    ["seniority.received.groups.part", "40+"],
    ["seniority.received.people.whole", "870+"],
    ["seniority.received.people.part", "260+"],
    ["seniority.paid.groups.whole", "35"],
    ["outbound_focus.part", "23"],
    ["coverage.any", "7"],
    ["coverage.sister", "3"],
    ["coverage.exchange", "6"],
  ] as const)
    await expect(number(page, key), key).toHaveText(text);
  await expect(page.getByText(/Japan and South Korea hold/)).toBeVisible();
  await page.goto(`${server.url}/balance?${REPORT}&kind=sister`);
  await expect(number(page, "concentration.continent")).toHaveText("0.2445");
  await page.getByRole("radio", { name: "Country/region" }).check();
  await expect(number(page, "concentration.country")).toHaveText("0.0468");
  await page.close();
});

test("every number on the page opens a list that adds up to it", async () => {
  const page = await open();
  await number(page, "stock.all").waitFor();
  const links = await page
    .locator("a[data-figure]")
    .evaluateAll((all) =>
      all.map(
        (one) =>
          [one.getAttribute("href") ?? "", one.textContent.trim()] as const,
      ),
    );
  const numbers = new Map(links);
  expect(numbers.size).toBeGreaterThan(40);
  for (const [href, text] of numbers) {
    await follow(page, href);
    const asked = new URL(href, server.url).searchParams.toString();
    await page.locator(`[data-list="${asked}"]`).waitFor();
    const { total, sum, rows } = await listed(page);
    expect(rows, href).toBe(Math.min(total, 100));
    // Shares and indices follow from their records; what counts them is them.
    if (/^[\d,]+\+?$/.test(text))
      expect([total, sum], href).toContain(
        Number(text.replaceAll(/[,+]/g, "")),
      );
  }
  await page.close();
});

test("a sum is that of the numbers beside its records, and names lead to them", async () => {
  const page = await open();
  await number(page, "seniority.received.people.whole").click();
  const { total, sum } = await listed(page);
  expect([total, sum]).toEqual([89, 870]);
  const stands = await page.locator("[data-number]").allTextContents();
  expect(stands.reduce((all, one) => all + Number(one), 0)).toBe(870);
  await expect(page.getByText(/they stand for 870\+/)).toBeVisible();
  await page.goto(
    `${server.url}/balance/list?figure=share.country.JP&${REPORT}`,
  );
  expect(await listed(page)).toEqual({ total: 9, sum: 9, rows: 9 });
  await page.getByRole("link", { name: /^Open the whole/ }).click();
  await expect(page.locator('[data-total="67"]')).toBeVisible();
  await expect(page.locator("[data-record]")).toHaveCount(67);
  await page.getByRole("link", { name: "Gifu" }).click();
  await expect(page).toHaveURL(/\/partners\/S\d\d$/);
  await page.close();
});

test("in Chinese the same figures stand in the words of the office", async () => {
  const [who] = cast;
  if (!who) throw new Error("somebody must read");
  const reader = await Desk.open(who, "chromium", { locale: "zh-CN" });
  try {
    await reader.context.addCookies([office.cookie]);
    const page = await reader.page();
    await page.goto(`${server.url}/balance?${REPORT}`);
    await expect(
      page.getByRole("heading", { level: 1, name: "友城均衡度" }),
    ).toBeVisible();
    await expect(page.getByText("截至 2020年10月26日").first()).toBeVisible();
    const sisters = page.getByRole("link", {
      name: "国际友好城市：31。查看记录",
    });
    await expect(sisters).toBeVisible();
    await expect(number(page, "stock.exchange")).toHaveText("36");
    await expect(page.getByText("67 个中已定位 39 个")).toBeVisible();
    await expectAccessibleAt(page, [1440, 390]);
    await sisters.click();
    await expect(page.locator("[data-record]")).toHaveCount(31);
    await expect(page.getByRole("link", { name: "德累斯顿市" })).toBeVisible();
  } finally {
    await reader.close();
  }
});

test("another day gives other numbers, two days their difference, and the address both", async () => {
  const page = await open();
  await page.getByRole("button", { name: /^As of 26 October 2020/ }).click();
  await field(page, "As of").fill("2000-01-01");
  await field(page, "As of").blur();
  await expect(number(page, "stock.sister")).not.toHaveText("31");
  const earlier = Number(await number(page, "stock.sister").textContent());
  await expect(
    page.getByText("No exchange is on file for these months"),
  ).toBeVisible();
  const enter = page.getByRole("link", { name: "Enter an exchange" });
  await expect(enter).toHaveAttribute("href", "/exchanges/new");
  await expect(page).toHaveURL(/as_of=2000-01-01/);
  await page.goBack();
  await expect(number(page, "stock.sister")).toHaveText("31");
  await field(page, "Compared with").fill("2000-01-01");
  await field(page, "Compared with").blur();
  await expect(page).toHaveURL(/compared=2000-01-01/);
  const stat = page.locator(".stat", { hasText: "Sister cities" });
  await expect(stat).toContainText(`+${31 - earlier}`);
  // Both days stand in the chart, each number with the list of its own day.
  const europe = page.getByRole("row", { name: /^Europe/ });
  await expect(europe.locator("a[data-figure]")).toHaveCount(2);
  await expect(europe.locator("a[data-figure]").last()).toHaveAttribute(
    "href",
    /as_of=2000-01-01/,
  );
  // Of lower bounds no difference is known.
  const people = page.getByRole("row", { name: /^People received/ });
  await expect(people).toContainText("No difference");
  await expectAccessible(page);
  await field(page, "Relations of").selectOption({
    label: "The city and its districts",
  });
  await expect(number(page, "stock.all")).toHaveText("76");
  await expect(page).toHaveURL(/owner=any/);
  await page.getByRole("button", { name: "Back to today" }).click();
  await expect(page).not.toHaveURL(/compared|owner/);
  await page.close();
});

test("what was believed before the ledger began is nothing, and is said as such", async () => {
  const page = await open("", "as_of=2020-10-26&believed_on=2020-10-26");
  await expect(number(page, "stock.all")).toHaveText("0");
  await expect(page.getByText("as believed on 26 October 2020")).toBeVisible();
  // It can be changed no more.
  await expect(
    page.getByText("No exchange is on file for these months"),
  ).toBeVisible();
  await expect(
    page.getByRole("link", { name: "Enter an exchange" }),
  ).toHaveCount(0);
  await number(page, "stock.all").click();
  await expect(
    page.getByText("No record stands behind this number."),
  ).toBeVisible();
  await page.close();
});

test("the map is walked with the keyboard, and is a table for who asks", async () => {
  const page = await open();
  const places = page.locator("[data-place]");
  await expect(places).toHaveCount(39);
  await expect(page.locator("[data-located]")).toHaveText(
    "39 of 67 located so far",
  );
  await places.first().focus();
  const first = await places.first().getAttribute("data-place");
  await page.keyboard.press("ArrowRight");
  await expect(places.nth(1)).toBeFocused();
  await page.keyboard.press("End");
  await expect(places.last()).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(`[data-place="${first}"]`)).toBeFocused();
  await expect(
    page.getByRole("link", { name: /^Agadir · Sister city · Dormant/ }),
  ).toBeVisible();
  await page.getByRole("button", { name: "Show as table" }).click();
  const table = page.getByRole("table", { name: "Where our partners are" });
  await expect(table.locator("tbody tr")).toHaveCount(67);
  await expect(table.getByText("place not known")).toHaveCount(28);
  await expectAccessible(page);
  await page.close();
});

test("a quiet partner is invited with one click", async () => {
  const page = await open();
  await expect(page.locator("[data-dormant]")).toHaveCount(6);
  const baguio = page.locator("[data-dormant]", { hasText: "Baguio" });
  await baguio.getByRole("link", { name: /^Propose a cloud meeting/ }).click();
  await expect(page).toHaveURL(/\/sessions\/new\?partner=/);
  await expect(page.getByText("Baguio").first()).toBeVisible();
  await page.close({ runBeforeUnload: false });
});

test("partners stand by year, anniversaries by month, districts by kind", async () => {
  const page = await open("/heatmap");
  await expect(page.locator("tbody tr")).toHaveCount(67);
  const dresden = page.locator('[data-cell="S18 2019"]');
  await expectAccessibleAt(page, [1280, 390]);
  const count = Number(/^\d+/.exec((await dresden.textContent()) ?? "")?.[0]);
  expect(count).toBeGreaterThan(0);
  // A greeting, what was called off and what came after the day stand in the history and are not counted.
  const { id } = await office.get<{ id: string }>("/api/partners/S18");
  for (const more of [{ substance: "greeting" }, { state: "cancelled" }])
    await office.post("/api/exchanges", {
      title: { en: "Not counted" },
      kind: "visit_paid",
      on: "2019-05",
      partners: [id],
      ...more,
    });
  await page.reload();
  await dresden.click();
  expect(await listed(page)).toEqual({ total: count, sum: count, rows: count });
  await expect(
    page.getByRole("heading", { level: 1, name: "Exchanges with Dresden" }),
  ).toBeVisible();
  await page.goto(`${server.url}/balance/anniversaries?as_of=2026-01-01`);
  const october = page.getByRole("region", { name: "October" });
  await expect(october.getByRole("link", { name: "Dresden" })).toBeVisible();
  await expect(
    page.locator('[data-round="true"]').getByText("15 years").first(),
  ).toBeVisible();
  await page.getByRole("link", { name: "2027" }).click();
  await expect(page.getByRole("heading", { name: "2027" })).toBeVisible();
  await expectAccessibleAt(page, [1280, 390]);
  await page.goto(`${server.url}/balance/districts?${REPORT}`);
  await expect(page.locator("[data-district]")).toHaveCount(13);
  await expect(page.locator("[data-district]").getByText("none")).toHaveCount(
    26 - 9,
  );
  await expectAccessibleAt(page, [1280, 390]);
  await page.close();
});

test("the funnel counts what was said in a year, and each step opens its intents", async () => {
  const page = await open("/funnel");
  await expect(
    page.getByText("No intent was said up to this day."),
  ).toBeVisible();
  const said = (title: string, steps: object[]) =>
    office.post("/api/intents", {
      title: { en: title },
      said_on: "2019-10-05",
      steps,
    });
  await said("A school", [{ on: "2020-01-05", stage: "landed" }]);
  await said("A port", [{ on: "2019-12-01", stage: "talks" }]);
  await said("A garden", []);
  await page.reload();
  const step = (name: string) => number(page, `funnel.2019.${name}`);
  await expect(step("intent")).toHaveText("3");
  await expect(step("talks")).toHaveText("2");
  await expect(step("landed")).toHaveText("1");
  await expect(number(page, "stalled")).toHaveText("2");
  await expect(number(page, "conversion.2019")).toHaveText("33.3%");
  await expectAccessibleAt(page, [1280, 390]);
  await step("talks").click();
  expect(await listed(page)).toMatchObject({ total: 2, rows: 2 });
  await expect(page.getByRole("link", { name: "A port" })).toBeVisible();
  await expectAccessible(page);
  await page.close();
});

test("what is shown is downloaded as a table, for the same question", async () => {
  const page = await open("/list", `figure=share.country.KR&${REPORT}`);
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV" }).click();
  const file = await coming;
  expect(file.suggestedFilename()).toMatch(/^list-.*\.csv$/);
  const lines = readFileSync(await file.path(), "utf8")
    .trim()
    .split("\r\n");
  expect(lines).toHaveLength(1 + 5);
  await page.close();
});

test("the page for leaders is one sheet of A4", async () => {
  const page = await open("/leaders");
  await expect(number(page, "stock.all")).toHaveText("67");
  await expect(page.locator("[data-place]")).toHaveCount(39);
  await expectAccessibleAt(page, [1280, 390]);
  const sheet = await page.pdf({ preferCSSPageSize: true });
  const pages = sheet.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g);
  expect(pages).toHaveLength(1);
  await page.close();
});
