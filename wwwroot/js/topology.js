// Draws the map. The server computes every place and every figure; this module draws, and later draws only what changed.
// Links lie on a cytoscape canvas; cards and switches are buttons over it, so that keyboard and screen reader reach them.
import cytoscape from "../lib/cytoscape/cytoscape.esm.min.mjs";

const SVG = "http://www.w3.org/2000/svg";
const CARD = { w: 122, h: 58 };
const ICONS = {
  proven: "M9 16.2 4.8 12l-1.4 1.4L9 19 21 7l-1.4-1.4z",
  moving: "M6.99 11 3 15l3.99 4v-3H14v-2H6.99v-3zM21 9l-3.99-4v3H10v2h7.01v3L21 9z",
  warning: "M1 21h22L12 2 1 21zm12-3h-2v-2h2v2zm0-4h-2v-4h2v4z",
  violated: "M19 6.41 17.59 5 12 10.59 6.41 5 5 6.41 10.59 12 5 17.59 6.41 19 12 13.41 17.59 19 19 17.59 13.41 12z",
};

const el = (tag, cls, parent) => { const e = document.createElement(tag); if (cls) e.className = cls; parent?.append(e); return e; };
const svg = (tag, attrs, parent) => {
  const e = document.createElementNS(SVG, tag);
  for (const [k, v] of Object.entries(attrs ?? {})) e.setAttribute(k, v);
  parent?.append(e);
  return e;
};
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const still = matchMedia("(prefers-reduced-motion: reduce)");

export function create(host, server, scene) {
  return new Topology(host, server, scene);
}

class Topology {
  constructor(host, server, scene) {
    this.host = host;
    this.server = server;
    this.parts = new Map();
    this.overlayNow = null;
    this.touched = false;
    host.replaceChildren();
    this.under = svg("svg", { class: "map-layer map-under", "aria-hidden": "true" }, host);
    this.canvas = el("div", "map-canvas", host);
    this.courses = svg("svg", { class: "map-layer map-courses", "aria-hidden": "true" }, host);
    this.cards = el("div", "map-layer map-cards", host);
    this.cy = cytoscape({
      container: this.canvas, elements: [], minZoom: 0.2, maxZoom: 2.5, userZoomingEnabled: true, boxSelectionEnabled: false,
      autoungrabify: true, autounselectify: true, pixelRatio: "auto", layout: { name: "preset" },
    });
    this.cy.on("viewport", () => this.follow());
    this.cy.on("tap", (e) => {
      if (e.target === this.cy) this.choose(null);
      else if (e.target.isEdge?.() && e.target.data("link")) this.choose(e.target.id());
    });
    this.cy.on("mouseover", "edge[?link]", (e) => { e.target.addClass("hover"); this.canvas.style.cursor = "pointer"; });
    this.cy.on("mouseout", "edge[?link]", (e) => { e.target.removeClass("hover"); this.canvas.style.cursor = ""; });
    this.onWheel = (e) => this.wheel(e);
    this.cards.addEventListener("wheel", this.onWheel, { passive: false });
    for (const kind of ["mousedown", "touchstart", "wheel"]) this.canvas.addEventListener(kind, () => { this.touched = true; }, { passive: true });
    this.resize = new ResizeObserver(() => { this.cy.resize(); if (!this.touched) this.fit(); });
    this.resize.observe(host);
    this.theme = new MutationObserver(() => this.restyle());
    this.theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    this.setScene(scene);
  }

  setScene(scene) {
    this.scene = scene;
    this.parts.clear();
    this.cards.replaceChildren();
    this.under.replaceChildren();
    this.courses.replaceChildren();
    this.drawGround();
    this.ways = svg("g", {}, this.courses);
    const elements = [];
    const place = (id, x, y) => elements.push({ data: { id }, position: { x, y } });
    for (const card of scene.cards) { place(card.id, card.x, card.y); this.addCard(card); }
    for (const sw of scene.switches) { place(sw.id, sw.x, sw.y); this.addSwitch(sw); }
    for (const t of scene.tethers) elements.push({ data: { id: `t:${t.card}:${t.switch}`, source: t.card, target: t.switch }, classes: "tether" });
    for (const l of scene.links) {
      elements.push({ data: { id: l.id, source: l.a, target: l.b, link: true, name: l.label, width: 1.5 }, classes: l.encrypted ? "link" : "link plain" });
    }
    this.cy.elements().remove();
    this.cy.add(elements);
    this.restyle();
    this.fit();
    if (this.overlayNow) this.overlay(this.overlayNow);
  }

  drawGround() {
    const s = this.scene;
    const defs = svg("defs", {}, this.under);
    const hatch = svg("pattern", { id: "map-hatch", width: 9, height: 9, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, defs);
    svg("rect", { width: 2.2, height: 9, class: "map-hatch-line" }, hatch);
    for (const b of s.bands) {
      svg("rect", { x: -8, y: b.y, width: s.width + 16, height: b.height, rx: 8, class: "map-band" }, this.under);
      // Over the links, so that a line does not strike it through.
      svg("text", { x: 6, y: b.y + 19, class: "map-band-label" }, this.courses).textContent = b.label;
    }
    s.columns.forEach((c, i) => {
      if (i > 0) svg("line", { x1: c.x, x2: c.x, y1: 34, y2: s.height, class: "map-column-line" }, this.under);
      svg("text", { x: c.x + c.width / 2, y: 19, class: "map-column-label" }, this.under).textContent = c.label;
    });
    this.regions = svg("g", {}, this.under);
  }

  addCard(card) {
    const b = el("button", "map-card", this.cards);
    b.type = "button";
    b.style.left = `${card.x - CARD.w / 2}px`;
    b.style.top = `${card.y - CARD.h / 2}px`;
    const head = el("span", "map-card-head", b);
    const name = el("span", "map-card-name", head);
    name.textContent = card.name;
    const mark = el("span", "map-mark", head);
    const detail = el("span", "map-card-detail", b);
    const word = el("b", "map-word", detail);
    const held = el("span", "", detail);
    const bar = el("span", "map-bar", b);
    const fill = el("i", "", bar);
    const says = el("span", "sr-only", b);
    b.addEventListener("click", () => this.choose(card.id));
    this.parts.set(card.id, { b, name: card.name, mark, word, held, bar, fill, says, x: card.x, y: card.y });
  }

  addSwitch(sw) {
    const b = el("button", "map-switch", this.cards);
    b.type = "button";
    b.style.left = `${sw.x}px`;
    b.style.top = `${sw.y}px`;
    const box = el("span", "map-switch-box", b);
    const name = el("span", "map-switch-name", b);
    name.textContent = sw.name;
    b.setAttribute("aria-label", `switch ${sw.name}`);
    b.addEventListener("click", () => this.choose(sw.id));
    this.parts.set(sw.id, { b, name: sw.name, box, isSwitch: true, x: sw.x, y: sw.y });
  }

  // Only what changed since the last call.
  apply(delta) {
    for (const [id, s] of Object.entries(delta.cards)) {
      const p = this.parts.get(id);
      if (!p) continue;
      p.word.textContent = s.word ? `${s.word} ` : "";
      p.held.textContent = s.detail;
      p.b.title = `${p.name}: ${s.word ? `${s.word}, ` : ""}${s.detail}`;
      p.bar.classList.toggle("no-data", s.busy == null);
      p.fill.style.width = `${s.busy ?? 0}%`;
      p.bar.classList.toggle("hot", (s.busy ?? 0) >= 85);
      this.setMark(p, s.meaning);
      p.says.textContent = `, ${s.bar} ${s.busy == null ? "no data" : `${s.busy} percent busy`}`;
    }
    for (const [id, s] of Object.entries(delta.switches)) {
      const p = this.parts.get(id);
      if (!p) continue;
      p.b.classList.toggle("down", !s.up);
      p.b.dataset.meaning = s.meaning ?? "";
      p.b.title = s.word ? `${p.name}: ${s.word}` : p.name;
      p.b.setAttribute("aria-label", `switch ${p.name}${s.word ? `, ${s.word}` : ""}`);
    }
    this.cy.batch(() => {
      for (const [id, s] of Object.entries(delta.links)) {
        const edge = this.cy.getElementById(id);
        if (edge.empty()) continue;
        edge.data({ width: s.width / 10, text: s.text });
        edge.toggleClass("down", !s.up);
      }
    });
  }

  setMark(p, meaning) {
    p.b.dataset.meaning = meaning ?? "";
    p.mark.replaceChildren();
    if (!meaning) return;
    const icon = svg("svg", { viewBox: "0 0 24 24", width: 13, height: 13, "aria-hidden": "true" }, p.mark);
    svg("path", { d: ICONS[meaning], fill: "currentColor" }, icon);
  }

  overlay(o) {
    this.overlayNow = o;
    const forbidden = new Set(o.forbidden), bound = new Set(o.bound), found = o.found ? new Set(o.found) : null;
    for (const [id, p] of this.parts) {
      p.b.classList.toggle("forbidden", forbidden.has(id));
      p.b.classList.toggle("bound", bound.has(id));
      p.b.classList.toggle("dimmed", found !== null && !found.has(id));
      p.b.classList.toggle("selected", o.selected === id);
      p.b.setAttribute("aria-pressed", String(o.selected === id));
    }
    this.cy.batch(() => {
      this.cy.edges().removeClass("selected dimmed");
      if (found) this.cy.edges().forEach((e) => { if (!found.has(e.source().id()) && !found.has(e.target().id())) e.addClass("dimmed"); });
      if (o.selected) this.cy.getElementById(o.selected).addClass("selected");
    });
    this.regions.replaceChildren();
    for (const r of o.regions) svg("rect", { x: r.x + 3, y: r.y, width: r.width - 6, height: r.height, rx: 6, class: "map-forbidden" }, this.regions);
    if (o.note && o.regions.length) {
      const r = o.regions[o.regions.length - 1];
      svg("text", { x: r.x + r.width / 2, y: this.scene.height + 18, class: "map-note" }, this.regions).textContent = o.note;
    }
    this.drawCourses(o.courses);
    if (o.selected && o.selected !== this.shown) this.reveal(this.parts.get(o.selected));
    this.shown = o.selected;
  }

  // What is selected must not hide behind its own details.
  reveal(p) {
    if (!p) return;
    const z = this.cy.zoom(), at = p.x * z + this.cy.pan().x, free = this.host.clientWidth < 600 ? this.host.clientWidth : this.host.clientWidth - 344;
    const right = free - 80 * z, left = 80 * z;
    const dx = at > right ? right - at : at < left ? left - at : 0;
    if (dx) this.cy.panBy({ x: dx, y: 0 });
  }

  drawCourses(list) {
    this.ways.replaceChildren();
    // Several courses over one pair of places run side by side.
    list.forEach((c, i) => {
      const points = c.points.map((id) => this.parts.get(id)).filter(Boolean);
      if (points.length < 2) return;
      const shift = c.kind === "pipeline" ? (i % 3) * 5 - 5 : 0;
      const d = curve(points.map((p) => ({ x: p.x + shift, y: p.y + shift })));
      const path = svg("path", { d, class: `course course-${c.kind}` }, this.ways);
      if (c.colour) path.style.stroke = `var(--stage-${c.colour})`;
      svg("title", {}, path).textContent = c.label;
      if (c.kind === "moving" && !still.matches) {
        const dot = svg("circle", { r: 6, class: "course-pulse" }, this.ways);
        svg("animateMotion", { dur: "1.6s", repeatCount: "indefinite", path: d }, dot);
      }
      if (c.kind === "move" || c.kind === "trail") {
        const end = points[points.length - 1];
        svg("circle", { cx: end.x + shift, cy: end.y + shift, r: 5, class: `course-end course-end-${c.kind}` }, this.ways);
      }
    });
  }

  restyle() {
    const line = token("--line-strong"), faint = token("--line"), accent = token("--accent"), bad = token("--violated"), muted = token("--text-muted"), bg = token("--bg");
    this.cy.style().fromJson([
      { selector: "node", style: { width: 1, height: 1, opacity: 0, events: "no" } },
      { selector: "edge", style: { "curve-style": "bezier", width: 1, "line-color": faint, "line-cap": "round" } },
      { selector: "edge.tether", style: { "line-color": line, opacity: 0.45, width: 1, events: "no" } },
      { selector: "edge.link", style: { "line-color": line, width: "data(width)", "overlay-padding": 8, "overlay-opacity": 0 } },
      { selector: "edge.plain", style: { "line-style": "dashed", "line-dash-pattern": [7, 5] } },
      { selector: "edge.hover, edge.selected", style: { "line-color": accent, label: "data(text)", "font-family": "Inter Variable", "font-size": 11, color: muted, "text-background-color": bg, "text-background-opacity": 0.9, "text-background-padding": 3 } },
      { selector: "edge.down", style: { "line-color": bad, "line-style": "dotted", width: 3, label: "down", "font-family": "Inter Variable", "font-size": 12, "font-weight": 600, "text-margin-y": -11, color: bad, "text-background-color": bg, "text-background-opacity": 0.9, "text-background-padding": 3 } },
      { selector: "edge.dimmed", style: { opacity: 0.25 } },
    ]).update();
  }

  fit() {
    const w = this.host.clientWidth, h = this.host.clientHeight, s = this.scene;
    if (!w || !h) return;
    const pad = w < 600 ? 12 : 24;
    const fitted = Math.min((w - 2 * pad) / (s.width + 16), (h - 2 * pad) / (s.height + 24));
    const zoom = Math.min(1.35, Math.max(w < 600 ? 0.74 : 0.3, fitted));
    const x = (s.width + 16) * zoom > w ? pad + 8 * zoom : (w - s.width * zoom) / 2;
    const y = (s.height + 24) * zoom > h ? pad : Math.max(pad / 2, (h - (s.height + 24) * zoom) / 2);
    this.cy.viewport({ zoom, pan: { x, y } });
    this.follow();
    this.touched = false;
  }

  zoomBy(factor) {
    this.touched = true;
    this.cy.zoom({ level: this.cy.zoom() * factor, renderedPosition: { x: this.host.clientWidth / 2, y: this.host.clientHeight / 2 } });
  }

  wheel(e) {
    e.preventDefault();
    this.touched = true;
    const box = this.host.getBoundingClientRect();
    this.cy.zoom({ level: this.cy.zoom() * Math.pow(1.0015, -e.deltaY), renderedPosition: { x: e.clientX - box.left, y: e.clientY - box.top } });
  }

  follow() {
    const { x, y } = this.cy.pan(), z = this.cy.zoom();
    const transform = `translate(${x}px, ${y}px) scale(${z})`;
    for (const layer of [this.under, this.courses, this.cards]) layer.style.transform = transform;
  }

  choose(id) {
    this.server.invokeMethodAsync("Choose", id);
  }

  dispose() {
    this.resize.disconnect();
    this.theme.disconnect();
    this.cy.destroy();
    this.host.replaceChildren();
  }
}

// A smooth course through points; the ends meet their places straight.
function curve(p) {
  let d = `M${p[0].x} ${p[0].y}`;
  for (let i = 1; i < p.length - 1; i++) {
    const mx = (p[i].x + p[i + 1].x) / 2, my = (p[i].y + p[i + 1].y) / 2;
    d += ` Q${p[i].x} ${p[i].y} ${mx} ${my}`;
  }
  const last = p[p.length - 1];
  return `${d} L${last.x} ${last.y}`;
}
