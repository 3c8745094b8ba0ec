/** The dialog in which a person says how they like the page, and the one that lists the keys. */
import {CHOICES} from './settings.js';
import {choice} from './fields.js';
import {element} from './dom.js';
import {openDialog} from './dialog.js';
import {say} from './strings.js';

const WORDS = {
  language: {auto: () => say('languageAuto'), en: () => 'English', ko: () => '한국어'},
  theme: {system: () => say('themeSystem'), light: () => say('themeLight'), dark: () => say('themeDark')},
  size: {small: () => say('sizeSmall'), medium: () => say('sizeMedium'), large: () => say('sizeLarge')},
  sendKey: {enter: () => say('sendEnter'), modifier: () => say('sendModifier')},
};
const LEGENDS = {language: 'language', theme: 'theme', size: 'textSize', sendKey: 'sendKey'};

/** Opens the settings; every choice holds at once. A new language opens them anew, in that language. */
export function openSettingsDialog(settings) {
  const groups = Object.keys(CHOICES).map(name => group(name, settings, value => {
    settings.choose(name, value);
    if (name === 'language') reopen(dialog, settings);
  }));
  const dialog = openDialog('settings', say('settings'), ...groups);
}

function reopen(dialog, settings) {
  dialog.close();
  openSettingsDialog(settings);
  document.querySelector('dialog [name=language]:checked')?.focus();
}

function group(name, settings, onChoose) {
  const order = name === 'size' ? ['small', 'medium', 'large'] : CHOICES[name];
  return choice(say(LEGENDS[name]), name, settings.values[name], order.map(value => [value, WORDS[name][value]()]), onChoose);
}

/** Opens the list of keys. */
export function openHelpDialog(settings) {
  const byEnter = settings.values.sendKey === 'enter';
  const rows = [
    [byEnter ? ['Enter'] : ['Ctrl', 'Enter'], 'keySend'],
    [byEnter ? ['Shift', 'Enter'] : ['Enter'], 'keyLine'],
    [['Esc'], 'keyStop'],
    [['/'], 'keyWrite'],
    [['↑'], 'keyEdit'],
    [['Alt', '↑'], 'keyRooms', ['Alt', '↓']],
    [['Alt', 'N'], 'keyNew'],
    [['?'], 'keyHelp'],
  ];
  const list = element('dl', 'keys-list');
  for (const [keys, words, others] of rows) list.append(element('dt', '', {}, ...combination(keys), ...alternative(others)), element('dd', '', {}, say(words)));
  const documents = element('p', 'hint', {}, element('a', '', {href: 'docs/', 'data-testid': 'documents'}, say('documents')));
  openDialog('help', say('keyboard'), list, documents);
}

function combination(keys) {
  return keys.flatMap((key, index) => [...(index > 0 ? [' + '] : []), element('kbd', '', {}, key)]);
}

function alternative(keys) {
  return keys ? [` ${say('or')} `, ...combination(keys)] : [];
}
