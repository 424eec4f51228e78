import { expect, test } from 'vitest';
import { fitted, wayOf } from './lettering';

const texts = ['杭州', 'Hangzhou'].map((text) => ({ language: 'en', text }));
const widthOf = ({ text }: { text: string }, size: number) => text.length * size;

test('what fits keeps its size', () => {
  const { size, width, widths } = fitted(texts, 2000, 100, 50, widthOf);
  expect([size, width, widths]).toEqual([100, 1050, [200, 800]]);
});

test('what does not fit is written smaller, with the gaps', () => {
  const { size, width } = fitted(texts, 525, 100, 50, widthOf);
  expect(size).toBe(50);
  expect(width).toBe(525);
});

test('nothing is written too small to be read', () => {
  expect(fitted(texts, 1, 100, 50, widthOf).size).toBe(45);
});

test('Arabic is written from the right', () => {
  expect(wayOf('ar')).toBe('rtl');
  expect(wayOf('ar-SA')).toBe('rtl');
  expect(wayOf('de')).toBe('ltr');
});
