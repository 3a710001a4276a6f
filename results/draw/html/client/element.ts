type Child = Node | string;

/**
 * An element with attributes and children. Strings become text nodes, never markup: this is the only
 * place where the page makes elements, so that no text of a run can be anything but text.
 */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.map((child) => (typeof child === 'string' ? visible(child) : child)));
  return made;
}

/** An element of a drawing; it holds no text. */
export function drawing<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Record<string, string>,
  ...children: SVGElement[]
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Puts a text into an element in place of what is there; the same text is left alone. */
export function setText(made: HTMLElement, text: string): void {
  const shown = visible(text);
  if (made.textContent !== shown) made.textContent = shown;
}

/** Control and format characters (a direction override, an escape) would act; they are shown instead. */
function visible(text: string): string {
  return text.replace(/(?![\n\t])[\p{Cc}\p{Cf}]/gu, '�');
}
