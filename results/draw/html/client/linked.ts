import { element } from './element.js';

/** Only to the AWS console and to pages beside this one, whatever a document says. */
const knownPlaces = /^(https:\/\/[a-z\d-]+\.console\.aws\.amazon\.com\/|[\w-]+\.html$|\.\/?$|#)/;

/** The content as a link; as it is where it leads nowhere that is known. */
export function linked(content: HTMLElement, href: string | undefined): HTMLElement {
  if (href === undefined || !knownPlaces.test(href)) return content;
  const isAway = href.startsWith('https:');
  const away = { rel: 'noopener noreferrer', target: '_blank' };
  return element('a', { href, ...(isAway && away) }, content);
}
