/** Without a sign of writing for this long (ms) somebody has paused. */
const PAUSE = 3_000;
const SIGNS = ['keydown', 'input', 'compositionupdate'] as const;

/** Does something that would interrupt whoever writes: at once, or when the field is left, or when
 *  the writing has paused. Gives what calls it off. */
export function atRest(act: () => void): () => void {
  if (!isWriting()) {
    act();
    return () => undefined;
  }
  let timer = setTimeout(finish, PAUSE);
  function wait(): void {
    clearTimeout(timer);
    timer = setTimeout(finish, PAUSE);
  }
  function end(): void {
    clearTimeout(timer);
    for (const sign of SIGNS) document.removeEventListener(sign, wait);
    document.removeEventListener('focusout', finish);
  }
  function finish(): void {
    end();
    act();
  }
  for (const sign of SIGNS) document.addEventListener(sign, wait);
  document.addEventListener('focusout', finish);
  return end;
}

function isWriting(): boolean {
  const field = document.activeElement;
  const isText =
    field instanceof HTMLTextAreaElement ||
    (field instanceof HTMLInputElement && field.type === 'text');
  return isText && field.value !== '';
}
