/** Prices for people. Pure. */
import {locale, say} from './strings.js';

/** USD in short: three digits are enough, more only where the first ones are zeros. */
export function dollars(amount) {
  const format = {style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol', minimumFractionDigits: 0, maximumSignificantDigits: 3};
  return new Intl.NumberFormat(locale, format).format(Number(amount));
}

/** What a model costs, in words; unknown is never called free. */
export function priceOf({inputPerMTok, outputPerMTok} = {}) {
  if (inputPerMTok === undefined || inputPerMTok === null) return say('priceUnknown');
  if (Number(inputPerMTok) === 0 && Number(outputPerMTok) === 0) return say('priceFree');
  return say('price', {input: dollars(inputPerMTok), output: dollars(outputPerMTok)});
}
