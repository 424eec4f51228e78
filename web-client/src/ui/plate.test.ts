import { expect, test } from 'vitest';
import { namesOn } from './plate';

const shown = (name: Record<string, string>, own: string, reader: string) =>
  namesOn(name, { main: 'zh-CN', own, reader }).map(({ text }) => text);

test('a plate begins with the main language of the session, whoever reads it', () => {
  const vogel = { 'zh-CN': '福格尔', en: 'Vogel', de: 'Dr. Vogel' };
  expect(shown(vogel, 'de', 'en')).toEqual(['福格尔', 'Dr. Vogel']);
  expect(shown(vogel, 'de', 'zh-CN')).toEqual(['福格尔', 'Dr. Vogel']);
});

test('a name that is written in its own language has one for the reader beside it', () => {
  const lin = { 'zh-CN': '林悦', en: 'Lin Yue' };
  expect(shown(lin, 'zh', 'en')).toEqual(['林悦', 'Lin Yue']);
  expect(shown(lin, 'zh', 'zh-CN')).toEqual(['林悦']);
});

test('what is missing is not made up, and nothing stands there twice', () => {
  expect(shown({ en: 'Kim' }, 'ko', 'ja')).toEqual(['Kim']);
  expect(shown({ 'zh-CN': '金', ko: '金' }, 'ko', 'en')).toEqual(['金']);
});
