// Runs before the first paint, so that a page set to dark never flashes white. The choice is written by the Settings view.
try {
  const theme = localStorage.getItem("fillcast.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is off: the system's theme applies.
}
