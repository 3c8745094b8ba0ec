/** A browser's storage that never throws: where it is switched off or full, things are kept in memory for this page. */
export function safeStorage(open) {
  const memory = new Map();
  const real = attempt(open);
  return {
    getItem: key => memory.get(key) ?? attempt(() => real.getItem(key)) ?? null,
    setItem(key, value) {
      const kept = attempt(() => {
        real.setItem(key, value);
        return true;
      });
      if (kept) memory.delete(key);
      else memory.set(key, value);
    },
    removeItem(key) {
      memory.delete(key);
      attempt(() => real.removeItem(key));
    },
  };
}

function attempt(action) {
  try {
    return action();
  } catch {
    return undefined;
  }
}
