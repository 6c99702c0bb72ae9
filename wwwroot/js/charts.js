// Live series. The server sends what is there once, and later only what came since.
import uPlot from "../lib/uplot/uPlot.esm.js";

const KEEP = 900;
// Without a pointer over the chart the legend shows what is newest.
const last = (column) => column[column.length - 1];
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function create(host, options, columns) {
  return new Chart(host, options, columns);
}

class Chart {
  constructor(host, options, columns) {
    this.host = host;
    this.options = options;
    this.data = columns;
    this.build();
    this.resize = new ResizeObserver(() => {
      if (this.plot && host.clientWidth && host.clientWidth !== this.plot.width) this.plot.setSize({ width: host.clientWidth, height: options.height });
    });
    this.resize.observe(host);
    this.theme = new MutationObserver(() => this.build());
    this.theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  }

  build() {
    this.plot?.destroy();
    const axis = { stroke: token("--text-muted"), grid: { stroke: token("--line"), width: 1 }, ticks: { show: false }, font: "11px Inter Variable, sans-serif" };
    const o = this.options;
    this.plot = new uPlot({
      width: this.host.clientWidth || 320, height: o.height, cursor: { y: false }, legend: { live: true },
      scales: { y: { range: (_, lo, hi) => (o.max != null ? [0, o.max] : [Math.min(0, lo ?? 0), Math.max(hi ?? 1, o.bound ?? 0) * 1.1 || 1]) } },
      axes: [{ ...axis, space: 64, size: 26, values: (u, ticks) => ticks.map((t) => new Date(t * 1000).toISOString().slice(11, 16)) }, { ...axis, size: 44 }],
      series: [
        { label: "UTC", value: (u, t, n, at) => ((t ??= at == null ? last(u.data[0]) : null) == null ? "" : new Date(t * 1000).toISOString().slice(11, 19)) },
        ...o.lines.map((name, i) => ({
          label: name, stroke: token(`--stage-${(i % 6) + 1}`), width: 1.6, dash: i > 5 ? [6, 3] : undefined, spanGaps: false, points: { show: false },
          value: (u, hovered, n, at) => {
            const v = at == null ? last(u.data[n]) : hovered;
            return v == null ? "no data" : `${Number(v.toFixed(v < 100 ? 1 : 0))} ${o.unit}`;
          },
        })),
      ],
      hooks: { draw: [(u) => this.marks(u)] },
    }, this.data, this.host);
  }

  // The promise as a line across, and moments such as a switch as lines down.
  marks(u) {
    const { ctx, bbox } = u;
    const line = (x1, y1, x2, y2, colour) => { ctx.beginPath(); ctx.moveTo(x1, y1); ctx.lineTo(x2, y2); ctx.strokeStyle = colour; ctx.setLineDash([6, 4]); ctx.lineWidth = devicePixelRatio; ctx.stroke(); };
    ctx.save();
    if (this.options.bound != null) {
      const y = u.valToPos(this.options.bound, "y", true);
      line(bbox.left, y, bbox.left + bbox.width, y, token("--warning"));
    }
    for (const t of this.options.moments ?? []) {
      const x = u.valToPos(t, "x", true);
      if (x >= bbox.left && x <= bbox.left + bbox.width) line(x, bbox.top, x, bbox.top + bbox.height, token("--moving"));
    }
    ctx.restore();
  }

  append(columns) {
    this.data = this.data.map((column, i) => column.concat(columns[i]).slice(-KEEP));
    this.plot.setData(this.data);
  }

  dispose() {
    this.resize.disconnect();
    this.theme.disconnect();
    this.plot?.destroy();
  }
}
