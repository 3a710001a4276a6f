import 'uplot/dist/uPlot.min.css';
import './style.css';
import type { Page } from '../page-model.js';
import { element } from './element.js';
import { headline } from './headline.js';
import { section } from './section.js';
import { TimeCursor } from './time-cursor.js';

const data = document.getElementById('page')?.textContent ?? '';
const page = JSON.parse(data) as Page;
const axis = page.axis ?? { startS: [], stepS: 1, marks: [] };
const cursor = new TimeCursor(axis);
const main = document.querySelector('main');
main?.append(
  headline(page.headline),
  ...page.sections.map((each) => section(each, axis, cursor)),
  element('footer', {}, 'Made by Reprise. Everything on this page is in this file.'),
);
