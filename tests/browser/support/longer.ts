import type { BrowserContext } from '@playwright/test';

/** The files of messages that the client is built with. */
const FILES = /\/assets\/(?:common|desk|room|check|door)-[^/]*\.js$/;

/** Makes every message of the client 40 % longer, on its way into the browser. */
export async function lengthen(context: BrowserContext): Promise<void> {
  await context.route(FILES, async (route) => {
    const source = await (await route.fetch()).text();
    const file = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as {
      default: Record<string, string>;
    };
    const entries = Object.entries(file.default).map(([key, text]) => [key, longer(text)]);
    await route.fulfill({
      contentType: 'text/javascript',
      body: `export default ${JSON.stringify(Object.fromEntries(entries))}`,
    });
  });
}

/** The message with longer words; what ICU reads and what code puts in stay as they are. */
function longer(message: string): string {
  let depth = 0;
  return message
    .split(/([{}])/)
    .map((part) => {
      if (part === '{') depth += 1;
      else if (part === '}') depth -= 1;
      else if (depth % 2 === 0) return part.replace(/\p{L}+/gu, stretched);
      return part;
    })
    .join('');
}

/** Spaces do not grow, so words must grow by more than 40 %. */
function stretched(word: string): string {
  return word + word.slice(-Math.ceil(word.length * 0.45)).toLowerCase();
}
