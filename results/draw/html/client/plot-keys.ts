import type uPlot from 'uplot';
import type { Figure } from './figure.js';

/** Moves a plot's cursor by the arrow keys, Home and End, and has a screen reader told what is there. */
export function takeKeys(
  { box, announce }: Figure,
  plot: uPlot,
  say: (at: number) => string,
): void {
  box.addEventListener('keydown', (event) => {
    const last = plot.data[0].length - 1;
    const from = plot.cursor.idx;
    const to: Record<string, number> = {
      ArrowRight: Math.min(last, (from ?? -1) + 1),
      ArrowLeft: Math.max(0, (from ?? last + 1) - 1),
      Home: 0,
      End: last,
    };
    const at = to[event.key];
    if (at === undefined) return;
    event.preventDefault();
    const left = plot.valToPos(plot.data[0][at] ?? 0, 'x');
    plot.setCursor({ left, top: plot.over.clientHeight / 2 });
    announce(say(at));
  });
}
