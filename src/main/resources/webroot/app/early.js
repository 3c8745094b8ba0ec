/* Before the first paint: the theme and the text size that were chosen, so that nothing flashes. The settings follow. */
try {
  const {theme = 'system', size = 'medium'} = JSON.parse(localStorage.getItem('verbatim.settings')) ?? {};
  Object.assign(document.documentElement.dataset, {theme, size});
} catch {
  document.documentElement.dataset.theme = 'system';
}
