// Runs before the first paint: the chosen appearance, else the system's.
(function () {
  const stored = /(?:^|; )continuum-theme=(dark|light)/.exec(document.cookie)?.[1];
  const theme = stored ?? (matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark");
  document.documentElement.dataset.theme = theme;
  if (!stored) document.cookie = `continuum-theme=${theme}; path=/; max-age=31536000; samesite=lax`;
})();
