import { formatSeconds } from '../../../../core/quantity/format.js';
import type { ReportDocument } from '../../../document/document.js';
import { element, setText } from './element.js';
import type { PageView } from './page-view.js';

/** What the server says at the end: the page, and the same as a file that stands by itself. */
interface FinalState {
  page: ReportDocument;
  name: string;
  html: string;
}

/** For so long a server that does not answer is tried again. */
const patienceMs = 30_000;

/** Shows what the server says while the run goes, and at its end the report, which can be saved. */
export function followRun(main: HTMLElement, view: PageView, address: string): void {
  const said = element('span', { role: 'status' });
  const progress = element('span', { class: 'progress' });
  const bar = element('p', { class: 'live' }, progress, said);
  main.prepend(bar);
  const source = new EventSource(address);
  let lostAtMs: number | undefined;
  source.addEventListener('page', ({ data }: MessageEvent<string>) => {
    const page = JSON.parse(data) as ReportDocument;
    lostAtMs = undefined;
    bar.className = 'live on';
    setText(said, '');
    setText(progress, progressText(page));
    view.update(page);
  });
  source.addEventListener('final', ({ data }: MessageEvent<string>) => {
    source.close();
    const { page, name, html } = JSON.parse(data) as FinalState;
    view.update(page);
    bar.className = 'live';
    setText(progress, '');
    setText(said, 'The run has ended: this is its report. ');
    said.append(saveLink(name, html));
  });
  source.addEventListener('error', () => {
    lostAtMs ??= Date.now();
    const isOver = source.readyState === EventSource.CLOSED || Date.now() - lostAtMs > patienceMs;
    if (isOver) source.close();
    bar.className = 'live lost';
    setText(progress, '');
    setText(
      said,
      isOver
        ? 'Reprise does not answer any more. What is shown is what it said last.'
        : 'The connection is lost; trying again. What is shown is what came last.',
    );
  });
}

function progressText({ axis }: ReportDocument): string {
  const { startS = [], stepS = 1, endS } = axis ?? {};
  const last = startS.at(-1);
  if (last === undefined) return 'Live: the first second is still to come.';
  const elapsed = formatSeconds(Math.min(last + stepS, endS ?? Number.POSITIVE_INFINITY));
  return `Live: ${elapsed}${endS === undefined ? '' : ` of ${formatSeconds(endS)}`}`;
}

/** The file is in the page: the server has gone by the time that anybody wants it. */
function saveLink(name: string, html: string): HTMLElement {
  const href = URL.createObjectURL(new Blob([html], { type: 'text/html' }));
  return element('a', { href, download: name }, 'Save it as a file');
}
