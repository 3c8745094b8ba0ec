/** How the page looks to this person: its theme, its text size, and the browser's own frame in the page's colour. */

const frame = document.querySelector('meta[name=theme-color]');

/** @param {{theme: string, size: string}} settings see settings.js */
export function showTheme({theme, size}) {
  Object.assign(document.documentElement.dataset, {theme, size});
  tint();
}

function tint() {
  frame.content = getComputedStyle(document.body).backgroundColor;
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', tint);
