/** Where the keyboard is when what it was on goes away. */

/**
 * Acts; whoever was on something that is not there afterwards goes on at a refuge, and not at the top of the page.
 * @param {(held: Element) => Element} refuge asked afterwards, with what they were on
 */
export function keepFocus(act, refuge) {
  const held = document.activeElement;
  act();
  const lost = held !== document.body && !(held?.isConnected && held.checkVisibility());
  if (lost && [held, document.body].includes(document.activeElement)) refuge(held).focus({preventScroll: true});
}
