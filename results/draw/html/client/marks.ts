import type uPlot from 'uplot';
import type { TimeAxis } from '../../../document/document.js';
import { colourOf, plotFont, translucent } from './theme.js';

/** Narrower than this there is no room for a name. */
const narrowest = 36;

/** Draws where each stage begins (or what else is marked on the axis), with its name where there is room. */
export function stageMarks({ marks }: Pick<TimeAxis, 'marks'>): (plot: uPlot) => void {
  return (plot) => {
    const { ctx, bbox } = plot;
    const ratio = devicePixelRatio;
    const places = marks.map(({ atS }) => plot.valToPos(atS, 'x', true));
    const right = bbox.left + bbox.width;
    onCanvas(plot, () => {
      ctx.strokeStyle = colourOf('mark');
      ctx.fillStyle = colourOf('muted');
      ctx.setLineDash([2 * ratio, 3 * ratio]);
      for (const [at, x] of places.entries()) {
        if (x < bbox.left - 1 || x > right) continue;
        if (x > bbox.left + 1) verticalLine(ctx, x, bbox);
        const room = Math.min(right, places[at + 1] ?? right) - x - 8 * ratio;
        const label = clipped(ctx, marks[at]?.label ?? '', room, narrowest * ratio);
        ctx.fillText(label, x + 4 * ratio, bbox.top + 11 * ratio);
      }
    });
  };
}

/** Draws a limit across the plot, named at its right end. */
export function limitLines(
  limits: readonly { label: string; value: number }[],
): (plot: uPlot) => void {
  return (plot) => {
    const { ctx, bbox } = plot;
    const ratio = devicePixelRatio;
    onCanvas(plot, () => {
      ctx.strokeStyle = colourOf('limit');
      ctx.fillStyle = colourOf('limit');
      ctx.setLineDash([6 * ratio, 4 * ratio]);
      ctx.textAlign = 'right';
      for (const { label, value } of limits) {
        const y = plot.valToPos(value, 'y', true);
        if (y < bbox.top || y > bbox.top + bbox.height) continue;
        ctx.beginPath();
        ctx.moveTo(bbox.left, y);
        ctx.lineTo(bbox.left + bbox.width, y);
        ctx.stroke();
        nameLimit(ctx, label, bbox.left + bbox.width - 4 * ratio, y);
      }
    });
  };
}

/** Under its line, on a ground of its own: what is drawn may run there. */
function nameLimit(ctx: CanvasRenderingContext2D, label: string, right: number, y: number): void {
  const ratio = devicePixelRatio;
  const { width } = ctx.measureText(label);
  ctx.save();
  ctx.fillStyle = translucent('ground', 0.85);
  ctx.fillRect(right - width - 3 * ratio, y + 3 * ratio, width + 6 * ratio, 15 * ratio);
  ctx.restore();
  ctx.fillText(label, right, y + 14 * ratio);
}

function onCanvas({ ctx }: uPlot, draw: () => void): void {
  ctx.save();
  ctx.lineWidth = devicePixelRatio;
  ctx.font = plotFont().replace('11px', `${11 * devicePixelRatio}px`);
  ctx.textBaseline = 'alphabetic';
  ctx.textAlign = 'left';
  draw();
  ctx.restore();
}

function verticalLine(ctx: CanvasRenderingContext2D, x: number, bbox: uPlot.BBox): void {
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
}

function clipped(
  ctx: CanvasRenderingContext2D,
  label: string,
  room: number,
  least: number,
): string {
  if (room < least) return '';
  if (ctx.measureText(label).width <= room) return label;
  let text = label.slice(0, 60);
  while (text.length > 1 && ctx.measureText(`${text}…`).width > room) text = text.slice(0, -1);
  return `${text}…`;
}
