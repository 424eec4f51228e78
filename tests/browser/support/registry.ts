import type { Locator, Page } from '@playwright/test';

/** What an officer reads, in the two languages of the office. */
export const texts = {
  en: {
    add: 'Add a city',
    candidate: 'Candidate',
    name: 'Name (English)',
    ownName: 'Name (English)',
    country: 'Country/region',
    austria: 'Austria',
    continent: 'Continent',
    europe: 'Europe',
    reasons: 'Reasons',
    addStep: 'Add a step',
    stepWhen: 'Step 1: when',
    dropStep: 'Remove step 2',
    noSuchDate: 'There is no such date. Check year, month and day.',
    names: 'Name',
    changedHere: /^Somebody changed it meanwhile, so it was not removed/,
    stepText: 'Step 1: what',
    save: 'Save',
    messages: 'Messages',
    wantsName: 'Give a name in one language at least.',
    since: 'Since',
    november: '11.2021',
    inNovember: 'November 2021',
    exchange: 'Exchange city',
    sister: 'Sister city',
    agreement: 'Sister-city agreement',
    upgraded: /Upgraded to a sister city/,
    endedOn: 'Ended on',
    expired: 'Term ran out, not renewed',
    saved: 'Saved.',
    undo: 'Undo',
    undone: 'Taken back.',
    number: 'Registry number',
    mine: 'Save mine over theirs',
    theirs: 'Take theirs, drop mine',
    phone: 'Telephone',
    person: 'Name of the person (English)',
    takeBack: 'Take back',
    language: 'en-GB',
  },
  zh: {
    add: '添加城市',
    candidate: '拟结好城市',
    name: '名称（英语）',
    ownName: '名称（中文）',
    country: '国家/地区',
    austria: '奥地利',
    continent: '大洲',
    europe: '欧洲',
    reasons: '结好理由',
    addStep: '添加进展',
    stepWhen: '进展1：时间',
    dropStep: '删除进展2',
    noSuchDate: '没有这个日期。请核对年、月、日。',
    names: '名称',
    changedHere: /^此条目刚被他人修改，未删除/,
    stepText: '进展1：内容',
    save: '保存',
    messages: '提示信息',
    wantsName: '请至少用一种语言填写名称。',
    since: '开始时间',
    november: '2021年11月',
    inNovember: '2021年11月',
    exchange: '国际友好交流城市',
    sister: '国际友好城市',
    agreement: '友好城市协议书',
    upgraded: /升级为国际友好城市/,
    endedOn: '终止时间',
    expired: '到期未续',
    saved: '已保存。',
    undo: '撤销',
    undone: '已撤销。',
    number: '名录编号',
    mine: '',
    theirs: '',
    phone: '',
    person: '',
    takeBack: '撤销',
    language: 'zh-CN',
  },
} as const;

export interface PartnerPage {
  id: string;
  version: number;
  candidate: boolean;
  names: Record<string, string>;
  record: {
    candidacy: {
      reasons: string[];
      steps: { on: string; text: string }[];
    } | null;
  };
  relations: {
    version: number;
    record: {
      id: string;
      kind: string;
      valid_from: string | null;
      ending: { on: string; reason: string; successor: string | null } | null;
      milestones: { agreement: string | null };
    };
  }[];
}

/** A message that stands in sight, in the language of the officer. */
export const said = (
  page: Page,
  text: string | RegExp,
  messages: string = texts.en.messages,
): Locator => page.getByRole('region', { name: messages }).getByText(text);
export const dialog = (page: Page): Locator => page.locator('dialog[open]');
export const act = (where: Page | Locator, what: string): Locator =>
  where.locator(`[data-do="${what}"]`);
