import type { Page } from '@playwright/test';

/** What of the interface's own words cannot be read on this page: cut off by its box, spilt out of it,
 *  or only to be reached by scrolling sideways. Names and titles that people typed may be cut. */
export async function cutTexts(page: Page): Promise<string[]> {
  return page.evaluate(findCuts);
}

/** In the page. */
function findCuts(): string[] {
  /** Rounding of the layout, in CSS px. */
  const SLACK = 1.5;
  const found: string[] = [];
  const hides = (overflow: string) => overflow === 'hidden' || overflow === 'clip';
  const scrolls = (overflow: string) => overflow === 'auto' || overflow === 'scroll';
  const say = (what: string, element: Element) => {
    const text = (element.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 60);
    found.push(`${what}: <${element.tagName.toLowerCase()} class="${element.className}"> ${text}`);
  };

  for (const element of document.querySelectorAll<HTMLElement>('body *')) {
    if (element.closest('.vh, bdi, svg, [inert], [hidden]') || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    if (scrolls(style.overflowX) && element.scrollWidth > element.clientWidth + SLACK)
      // A table with a column for each year is as wide as its years.
      if (!element.matches('.voices, textarea, .scroll:has([data-years])'))
        say('scrolls sideways', element);
    const field = fieldText(element, style);
    if (field) {
      if (field.wide > field.room + SLACK) say(`field too narrow for "${field.text}"`, element);
      continue;
    }
    const texts = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    for (const text of texts) {
      if (!text.textContent?.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const fault = faultOf(range.getBoundingClientRect(), element);
      if (fault) say(fault, element);
    }
  }
  return [...new Set(found)];

  function faultOf(text: DOMRect, element: HTMLElement): string | null {
    let isOwnBox = true;
    for (let box: HTMLElement | null = element; box; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (style.display === 'inline' || style.display === 'contents') continue;
      const edge = box.getBoundingClientRect();
      const margin = SLACK + (parseFloat(style.getPropertyValue('overflow-clip-margin')) || 0);
      // Said to screen readers only.
      if (edge.width <= 1 || edge.height <= 1) return null;
      const isWide = text.left < edge.left - margin || text.right > edge.right + margin;
      const isHigh = text.top < edge.top - margin || text.bottom > edge.bottom + margin;
      if (isOwnBox && isWide) return 'spills out of its box';
      if (isWide && hides(style.overflowX)) return 'is cut at the side';
      if (isHigh && hides(style.overflowY)) return 'is cut above or below';
      // From here on it can be scrolled into sight.
      if (scrolls(style.overflowX) || scrolls(style.overflowY)) return null;
      if (style.position === 'fixed') return null;
      isOwnBox = false;
    }
    return null;
  }

  /** What a field shows without being asked: the choice of a list, the hint of an empty input. */
  function fieldText(element: HTMLElement, style: CSSStyleDeclaration) {
    // The names of devices come from their makers.
    if (element.closest('.devices')) return null;
    let text: string | undefined;
    if (element instanceof HTMLSelectElement) text = element.selectedOptions[0]?.label;
    else if (element instanceof HTMLInputElement) text = element.placeholder;
    if (text === undefined) return null;
    const pen = document.createElement('canvas').getContext('2d');
    if (!pen) return null;
    pen.font = style.font;
    const padding = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
    return { text, wide: pen.measureText(text).width, room: element.clientWidth - padding };
  }
}
