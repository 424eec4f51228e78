import { describe, expect, test } from 'vitest';
import { pickSpoken } from './localized';
import { direction, negotiate } from './locales';

describe('the language of the reader', () => {
  test('is the first wish that can be met', () => {
    expect(negotiate(['pt-BR', 'de-AT', 'en'])).toBe('de');
    expect(negotiate(['zh-TW'])).toBe('zh-CN');
    expect(negotiate(['fi'])).toBe('en');
    expect(negotiate([])).toBe('en');
  });

  test('decides the direction of writing', () => {
    expect(direction('ar')).toBe('rtl');
    expect(direction('ja')).toBe('ltr');
  });
});

describe('a text in several languages', () => {
  const texts = { 'zh-CN': '德累斯顿', en: 'Dresden', de: '' };

  test('is shown in the asked one, and says which it is', () => {
    expect(pickSpoken(texts, 'zh-CN')).toEqual({ language: 'zh-CN', text: '德累斯顿' });
    expect(pickSpoken(texts, 'zh-HK')).toEqual({ language: 'zh-CN', text: '德累斯顿' });
  });

  test('falls back to English, then to any, never to an empty one', () => {
    expect(pickSpoken(texts, 'de')).toEqual({ language: 'en', text: 'Dresden' });
    expect(pickSpoken({ ko: '수원', de: '' }, 'de')).toEqual({ language: 'ko', text: '수원' });
    expect(pickSpoken({}, 'de')).toEqual({ language: 'de', text: '' });
  });
});
