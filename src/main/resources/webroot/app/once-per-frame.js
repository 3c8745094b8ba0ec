/** Drawing at most once per animation frame, and less often where a frame costs too much. */

/** The share of time that drawing may take: a frame that took n ms is followed by a pause of 3n. */
const PAUSE = 3;
const CHEAP_MS = 8;

/** Makes of many calls in one frame one call of `draw`; one while it draws, or in the pause after it, is one call more. */
export function oncePerFrame(draw) {
  let waiting = false;
  let missed = false;
  const run = () => {
    const start = performance.now();
    missed = false;
    try {
      draw();
    } finally {
      const cost = performance.now() - start;
      if (cost < CHEAP_MS) resume();
      else setTimeout(resume, cost * PAUSE);
    }
  };
  const resume = () => {
    waiting = false;
    if (missed) request();
  };
  const request = () => {
    missed = waiting;
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(run);
  };
  return request;
}
