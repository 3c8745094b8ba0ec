const DAY_MS = 86_400_000;
const made = {};

/** Times of the wire (ISO 8601, or milliseconds since 1970) as milliseconds; NaN for anything else. */
export function millis(time) {
  return typeof time === 'number' ? time : Date.parse(time);
}

/** The hour of a time, for people; its date stands above the day's first message. */
export function clockTime(time, locale) {
  const date = new Date(millis(time));
  if (Number.isNaN(date.getTime())) return '';
  return formats(locale).hour.format(date);
}

/** A time in full, for who asks. */
export function fullTime(time, locale) {
  const date = new Date(millis(time));
  return Number.isNaN(date.getTime()) ? '' : formats(locale).full.format(date);
}

/** When the day of a time began in the viewer's zone, which is what two times of one day have in common; NaN for none. */
export function dayOf(time) {
  return new Date(millis(time)).setHours(0, 0, 0, 0);
}

/** A day for people: today and yesterday by those names, the year only where it is another one. */
export function dayName(day, locale, now = Date.now()) {
  const ago = Math.round((dayOf(now) - day) / DAY_MS);
  const {near, thisYear, otherYear} = formats(locale);
  if (ago === 0 || ago === 1) return near.format(-ago, 'day');
  return (new Date(day).getFullYear() === new Date(now).getFullYear() ? thisYear : otherYear).format(day);
}

/** Made once for each locale: making one costs more than a thousand uses. */
function formats(locale) {
  const date = {month: 'long', day: 'numeric', weekday: 'long'};
  made[locale] ??= {
    hour: new Intl.DateTimeFormat(locale, {hour: 'numeric', minute: '2-digit'}),
    full: new Intl.DateTimeFormat(locale, {dateStyle: 'full', timeStyle: 'medium'}),
    near: new Intl.RelativeTimeFormat(locale, {numeric: 'auto'}),
    thisYear: new Intl.DateTimeFormat(locale, date),
    otherYear: new Intl.DateTimeFormat(locale, {...date, year: 'numeric'}),
  };
  return made[locale];
}
