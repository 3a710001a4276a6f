import 'uplot/dist/uPlot.min.css';
import './style.css';
import type { ReportDocument } from '../../../document/document.js';
import { followRun } from './live.js';
import { PageView } from './page-view.js';

const data = document.getElementById('page')?.textContent ?? '';
const main = document.querySelector('main');
const { events } = document.documentElement.dataset;
if (main) {
  const view = new PageView(main, JSON.parse(data) as ReportDocument, events !== undefined);
  if (events !== undefined) followRun(main, view, events);
}
