import { afterEach, expect, test } from 'vitest';
import { refocus, wayToAdd } from './refocus';

function page(): { row: HTMLElement; elsewhere: HTMLElement; add: HTMLElement } {
  document.body.innerHTML =
    '<button data-do="add-relation"></button><button id="row"></button><input id="elsewhere">';
  const named = (id: string) => document.getElementById(id) as HTMLElement;
  return {
    row: named('row'),
    elsewhere: named('elsewhere'),
    add: wayToAdd(document) as HTMLElement,
  };
}
afterEach(() => (document.body.innerHTML = ''));

test('the focus that went with a row goes to where another one is added', async () => {
  const { row, add } = page();
  row.focus();
  row.remove();
  await refocus(() => wayToAdd(document));
  expect(document.activeElement).toBe(add);
});

test('whoever has gone elsewhere meanwhile is not called back', async () => {
  const { row, elsewhere } = page();
  row.focus();
  row.remove();
  elsewhere.focus();
  await refocus(() => wayToAdd(document));
  expect(document.activeElement).toBe(elsewhere);
});

test('where nothing can take it, nothing happens', async () => {
  document.body.innerHTML = '<p></p>';
  await refocus(() => wayToAdd(document));
  expect(document.activeElement).toBe(document.body);
});
