/** Times of the wire (ISO 8601, or milliseconds since 1970) as milliseconds; NaN for anything else. */
export function millis(time) {
  return typeof time === 'number' ? time : Date.parse(time);
}

/** A time for people: the hour today, else with its date. */
export function clockTime(time, language, now = Date.now()) {
  const date = new Date(millis(time));
  if (Number.isNaN(date.getTime())) return '';
  const today = date.toDateString() === new Date(now).toDateString();
  const hour = {hour: 'numeric', minute: '2-digit'};
  return new Intl.DateTimeFormat(language, today ? hour : {month: 'short', day: 'numeric', ...hour}).format(date);
}
