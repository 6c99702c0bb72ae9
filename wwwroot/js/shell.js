// The frame's own behaviour: appearance, shortcuts that are silent while typing, the dock's width.
const typing = (e) => {
  const t = e.target;
  return t instanceof HTMLElement && (t.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(t.tagName));
};

export function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  document.cookie = `continuum-theme=${theme}; path=/; max-age=31536000; samesite=lax`;
}

export const theme = () => document.documentElement.dataset.theme;

export function start(shell) {
  let goTo = 0;
  const onKey = (e) => {
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k") {
      e.preventDefault();
      shell.invokeMethodAsync("OpenPalette");
      return;
    }
    if (typing(e) || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "/") {
      e.preventDefault();
      shell.invokeMethodAsync("FocusChat").then(() => document.getElementById("composer")?.focus());
    } else if (e.key === "?") {
      e.preventDefault();
      shell.invokeMethodAsync("ShowShortcuts");
    } else if (e.key === "g") {
      goTo = Date.now();
    } else if (Date.now() - goTo < 1200) {
      goTo = 0;
      shell.invokeMethodAsync("GoTo", e.key);
    }
  };
  document.addEventListener("keydown", onKey);

  const grip = document.getElementById("dock-grip");
  const setWidth = (px) => {
    const width = Math.round(Math.min(Math.max(px, 304), Math.min(720, innerWidth * 0.6)));
    document.documentElement.style.setProperty("--dock", `${width}px`);
    grip?.setAttribute("aria-valuenow", String(width));
    localStorage.setItem("continuum-dock", String(width));
    dispatchEvent(new Event("resize"));
  };
  const saved = Number(localStorage.getItem("continuum-dock"));
  if (saved) setWidth(saved);
  const onDown = (e) => {
    if (!e.target.closest?.("#dock-grip")) return;
    e.preventDefault();
    const move = (m) => setWidth(innerWidth - m.clientX);
    const up = () => { removeEventListener("pointermove", move); removeEventListener("pointerup", up); };
    addEventListener("pointermove", move);
    addEventListener("pointerup", up);
  };
  const onGripKey = (e) => {
    if (e.target.id !== "dock-grip") return;
    const now = parseInt(getComputedStyle(document.documentElement).getPropertyValue("--dock"), 10);
    if (e.key === "ArrowLeft") setWidth(now + 16);
    if (e.key === "ArrowRight") setWidth(now - 16);
  };
  document.addEventListener("pointerdown", onDown);
  document.addEventListener("keydown", onGripKey);
  document.documentElement.dataset.interactive = "true";

  return {
    dispose() {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("pointerdown", onDown);
      document.removeEventListener("keydown", onGripKey);
      delete document.documentElement.dataset.interactive;
    },
  };
}
