/** Puts the page together: finds the elements, builds the parts, connects them. It owns no rule. */
import {Announcer} from './announcer.js';
import {Chat} from './chat.js';
import {Composer} from './composer.js';
import {ConnectionView} from './connection-view.js';
import {errorCard} from './error-card.js';
import {Follower} from './scroll.js';
import {Guest} from './guest.js';
import {LogView, oncePerFrame} from './log-view.js';
import {Outbox} from './outbox.js';
import {openTransport} from './transport.js';
import {safeStorage} from './storage.js';
import {setText} from './dom.js';
import {language, say} from './strings.js';

const $ = id => document.getElementById(id);

document.documentElement.lang = language;
for (const each of document.querySelectorAll('[data-say]')) each.textContent = say(each.dataset.say);
for (const each of document.querySelectorAll('[data-say-label]')) each.ariaLabel = say(each.dataset.sayLabel);
for (const each of document.querySelectorAll('[data-say-placeholder]')) each.placeholder = say(each.dataset.sayPlaceholder);

const session = safeStorage(() => sessionStorage);
const guest = new Guest(new URL('../api/guest', import.meta.url), safeStorage(() => localStorage));
const announcer = new Announcer($('announcer'));
const connectionView = new ConnectionView(
  {root: $('connection'), text: $('connection-text'), button: $('reconnect')},
  announcer,
  () => chat.connection.open(),
);
const draw = oncePerFrame(() => follower.keep(drawAll));
const chat = new Chat(openTransport, guest, new Outbox(session), {
  onChange: draw,
  onFailure: showFailure,
  onState: showState,
});
const log = new LogView($('messages'), {
  retry: message => chat.retry(message.clientId),
  edit: takeBack,
  askAgain: reply => chat.askAgain(reply),
});
const follower = new Follower($('scroller'), following => ($('to-latest').hidden = following));
const fields = {form: $('form'), field: $('composer'), sendButton: $('send')};
const composer = new Composer(fields, session, send);
let introduced = false;

function drawAll() {
  if (follower.following) chat.trim();
  const {messages, user} = chat;
  log.draw(messages, user);
  setText($('room'), chat.joined ? chat.roomId : '');
  $('empty').hidden = !chat.joined || messages.length > 0;
  $('older').hidden = !chat.hasOlder;
  setText($('older'), say(chat.loadingOlder ? 'loading' : 'older'));
  drawStop(chat.openReplies.at(0));
  announce(messages, user);
}

function drawStop(reply) {
  const held = document.activeElement === $('stop');
  $('stop').hidden = !reply;
  $('stop').disabled = Boolean(reply?.stopping) || chat.connection.state.name !== 'online';
  if (held && !reply) composer.focus();
}

function announce(messages, user) {
  if (introduced) announcer.follow(messages, user);
  else announcer.skip(messages);
  introduced ||= chat.joined;
}

function showState(state) {
  connectionView.show(state);
  draw();
}

function send(text) {
  if (!chat.send(text)) {
    showFailure({code: 'too_large', message: say('tooLong')});
    return false;
  }
  $('failures').replaceChildren();
  follower.follow();
  return true;
}

function stop() {
  const reply = chat.openReplies.at(0);
  if (reply && !reply.stopping) chat.stop(reply.messageId);
}

function takeBack(message) {
  const text = chat.takeBack(message.clientId);
  composer.text = [text, composer.text].filter(Boolean).join('\n\n');
  composer.focus();
}

function showFailure(failure) {
  const dismiss = {label: say('dismiss'), act: () => $('failures').replaceChildren()};
  $('failures').replaceChildren(errorCard(failure, [dismiss]));
}

async function older() {
  await chat.loadOlder();
}

$('stop').addEventListener('click', stop);
$('older').addEventListener('click', older);
$('to-latest').addEventListener('click', () => follower.follow());
document.addEventListener('keydown', event => {
  if (event.key === 'Escape' && !event.isComposing) stop();
});
new IntersectionObserver(([entry]) => entry.isIntersecting && introduced && older(), {root: $('scroller')}).observe($('older'));
addEventListener('online', () => chat.connection.wake());
document.addEventListener('visibilitychange', () => document.hidden || chat.connection.wake());
chat.connection.open();
draw();
