import { createHash } from 'node:crypto';
import type { ReportDocument } from '../../document/document.js';
import { pageAssets } from './assets.js';

/**
 * A page as one HTML file that needs nothing else: no network, no server. Its content security policy
 * lets its own program and style run, by their hashes, and nothing else load or be sent. The data
 * stands in it as JSON in which no `<` is left, so that no text can end the element it stands in.
 * Throws `RepriseError` when the page's program has not been built.
 */
export function htmlPage(page: ReportDocument): string {
  return documentOf(page, 'file', '<html lang="en">');
}

/**
 * The same as it is served while a run goes: its program asks `events`, an address beside its own
 * without a character that HTML knows, for newer states of the page.
 */
export function livePage(page: ReportDocument, events: string): string {
  return documentOf(page, 'live', `<html lang="en" data-events="${events}">`);
}

/** The content security policy of a page: one that is served may ask its server, and nobody else. */
export function pagePolicy(of: 'file' | 'live'): string {
  const { script, style } = pageAssets();
  return [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    ...(of === 'live' ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function documentOf(page: ReportDocument, of: 'file' | 'live', root: string): string {
  const { script, style } = pageAssets();
  return [
    '<!doctype html>',
    root,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${pagePolicy(of)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escapeHtml(page.title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    `<noscript><p>${escapeHtml(`${page.headline.verdict}: ${page.headline.reason}.`)} The rest of this report is drawn by its own script, which is switched off here.</p></noscript>`,
    '<main></main>',
    `<script type="application/json" id="page">${scriptData(page)}</script>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** JSON that may stand in a `script` element (HTML standard, "Restrictions for contents of script elements"). */
export function scriptData(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function escapeHtml(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}]/gu, '�')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
