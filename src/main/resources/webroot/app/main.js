/** Puts the page together: finds the elements, builds the parts, connects them. It owns no rule. */
import {Announcer} from './announcer.js';
import {Api} from './api.js';
import {Chat} from './chat.js';
import {Composer} from './composer.js';
import {Editing} from './editing.js';
import {ConnectionView} from './connection-view.js';
import {EmptyView} from './empty-view.js';
import {FailuresView} from './failures-view.js';
import {Follower} from './scroll.js';
import {Guest} from './guest.js';
import {Home} from './home.js';
import {LogView} from './log-view.js';
import {MessageActions} from './message-actions.js';
import {NewLine} from './new-line.js';
import {OlderButton} from './older-button.js';
import {Outbox} from './outbox.js';
import {PresentView} from './present-view.js';
import {ReadTeller} from './read-teller.js';
import {Reads} from './reads.js';
import {RoomActions} from './room-actions.js';
import {Rooms} from './rooms.js';
import {RoomsView} from './rooms-view.js';
import {Settings} from './settings.js';
import {Sidebar} from './sidebar.js';
import {StopButton} from './stop-button.js';
import {Typing} from './typing.js';
import {copies} from './copy-button.js';
import {drawRoomHead} from './room-head.js';
import {hashOf, linkOf, roomOf} from './address.js';
import {keepFocus} from './focus.js';
import {listenToKeys} from './shortcuts.js';
import {localise} from './localise.js';
import {openHelpDialog, openSettingsDialog} from './settings-dialog.js';
import {oncePerFrame} from './once-per-frame.js';
import {openTransport} from './transport.js';
import {safeStorage} from './storage.js';
import {say, speak} from './strings.js';
import {setText} from './dom.js';
import {showTheme} from './theme.js';

const LAST_ROOM = 'verbatim.room';
const REFRESH_MS = 60_000;
const $ = id => document.getElementById(id);

const local = safeStorage(() => localStorage);
const settings = new Settings(local);
speak(settings.values.language);
localise();

const guest = new Guest(new URL('../api/guest', import.meta.url), local);
const rooms = new Rooms(new Api(new URL('../api/', import.meta.url), guest), () => draw());
const failures = new FailuresView($('failures'), $('scroller'));
const announcer = new Announcer($('announcer'));
const bannerParts = {root: $('connection'), text: $('connection-text'), banner: $('banner'), bannerText: $('banner-text'), button: $('reconnect')};
const connectionView = new ConnectionView(bannerParts, announcer, () => chat.connection.open());
/** Whoever may not read hears why, whoever may again writes on, all others read on. */
const refuge = held => emptyView.reason ?? $(held.matches('h2') ? 'composer' : 'scroller');
const draw = oncePerFrame(() => follower.keep(() => keepFocus(drawAll, refuge)));
const chat = new Chat(openTransport, guest, new Outbox(safeStorage(() => sessionStorage)), {
  onChange: draw,
  onFailure: failure => failures.show(failure),
  onState: showState,
  onRoom: () => rooms.refreshSoon(),
  onHeard: (event, data) => [typing, home].forEach(each => each.hear(event, data)),
});
const home = new Home(chat, rooms, new Reads(local));
const actions = new RoomActions(rooms, home, chat, roomId => goTo(roomId ?? firstRoom()));
const follower = new Follower($('scroller'), onFollowing);
const composer = new Composer({form: $('form'), field: $('composer'), sendButton: $('send')}, local, send, () => acts.recall());
const editing = new Editing({root: $('editing'), leave: $('editing-leave')}, composer, failure => failures.show(failure));
const acts = new MessageActions({chat, composer, editing, announcer}, failure => failures.show(failure));
const stopButton = new StopButton($('stop'), chat, composer);
const log = new LogView($('messages'), acts);
const older = new OlderButton($('older'), $('scroller'), () => chat.talk.loadOlder());
const typing = new Typing($('typing'));
const presentView = new PresentView($('present'));
const newLine = new NewLine();
const teller = new ReadTeller();
const sidebar = new Sidebar({side: $('side'), stage: $('stage'), menu: $('menu'), close: $('side-close'), veil: $('veil')});
const roomsView = new RoomsView($('rooms'), $('menu-badge'));
const emptyView = new EmptyView($('empty'), {onSuggest: suggest, onBack: () => goTo(firstRoom()), onPeople: () => actions.people()});
const head = {name: $('room'), about: $('room-about'), people: $('people'), options: $('room-options')};
let drawnTalk;
let introduced = false;

function drawAll() {
  const {talk, user} = chat;
  if (talk !== drawnTalk) changeRoom(talk);
  if (follower.following) talk.trim();
  const {messages, openReplies} = talk;
  if (talk.joined) newLine.look(talk.roomId, home.readSeq, talk.seq);
  const may = acts.offered(messages, user, home.current.own);
  const whole = log.draw(talk.refused ? [] : messages, user, may, newLine.first(messages, user.userId));
  older.draw(talk, whole);
  if (!whole) draw();
  if (follower.following && !document.hidden) [home, teller].forEach(each => each.markRead(chat, draw));
  drawFrame(talk, messages, user);
  stopButton.draw();
  connectionView.saving = openReplies.some(reply => reply.status === 'saving');
  typing.draw(talk.roomId, user.userId);
  announce(talk, messages, user);
}

function drawFrame(talk, messages, user) {
  const room = home.current;
  const name = home.nameOf(talk.roomId);
  drawRoomHead(head, {...room, name}, {joined: talk.joined && !talk.refused, standard: rooms.models.default});
  presentView.draw(talk.live ? talk.setup.present : {count: 0}, user.userId);
  roomsView.draw(home.list);
  const empty = talk.joined && messages.length === 0;
  const first = home.nameOf(firstRoom());
  const link = room.own === 'owner' ? linkOf(talk.roomId) : undefined;
  emptyView.draw({refused: talk.refused, empty, name, instructions: room.systemPrompt, userId: user.userId, first, link, isPublic: room.isPublic});
  setText($('me'), user.name ?? '');
  setText($('me-avatar'), [...(user.name ?? '')].at(0) ?? '');
  $('foot').hidden = talk.refused !== undefined;
  $('form').hidden = room.own === 'viewer';
  $('read-only').hidden = room.own !== 'viewer';
}

/** Whoever has come to the newest message has read it. */
function onFollowing(following) {
  keepFocus(() => ($('to-latest').hidden = following), refuge);
  draw();
}

function changeRoom(talk) {
  drawnTalk = talk;
  introduced = false;
  log.clear();
  failures.clear();
  editing.leave();
  composer.room = talk.roomId;
  follower.follow();
}

function announce(talk, messages, user) {
  if (introduced) announcer.follow(messages, user);
  else announcer.skip(messages);
  introduced ||= talk.joined;
}

function showState(state) {
  connectionView.show(state);
  if (state.name !== 'online') teller.lineLost();
  if (state.name === 'online') {
    rooms.refreshSoon();
    rooms.loadModels().catch(() => undefined);
  }
  draw();
}

function send(text) {
  const {talk} = chat;
  const changes = editing.active;
  failures.clear();
  const taken = changes ? editing.save(talk, text, () => talk === chat.talk) : talk.send(text);
  if (!taken) failures.show({code: 'too_large', message: say('tooLong')});
  else if (!changes) follower.follow();
  if (taken) typing.sent();
  return taken && !changes;
}

function suggest(text) {
  composer.text = text;
  composer.focus();
}

function stop() {
  if (sidebar.isOpen) return sidebar.close();
  if (editing.active) return editing.leave();
  stopButton.press();
}

function firstRoom() {
  return rooms.find('lobby')?.roomId ?? rooms.list.at(0)?.roomId ?? 'lobby';
}

function goTo(roomId) {
  if (roomId === undefined) return;
  if (location.hash !== hashOf(roomId)) location.hash = hashOf(roomId);
  show(roomId);
}

function show(roomId) {
  local.setItem(LAST_ROOM, roomId);
  chat.show(roomId);
  sidebar.close();
  if (!matchMedia('(pointer: coarse)').matches) composer.focus();
}

/** A page that nobody sees is not drawn, so that what it need not keep goes here. */
function onceInAWhile() {
  if (!document.hidden) rooms.refreshSoon();
  else if (follower.following) chat.talk.trim();
}

function applySettings({language, theme, size, sendKey}) {
  showTheme({theme, size});
  composer.sendKey = sendKey;
  speak(language);
  localise();
  setText($('keys'), say(sendKey === 'enter' ? 'keys' : 'keysModifier'));
  log.clear();
  connectionView.draw();
  draw();
}

function listen(id, act) {
  $(id).addEventListener('click', act);
}

$('composer').addEventListener('input', () => composer.text && !editing.active && typing.say(chat));
listen('to-latest', () => follower.follow());
listen('new-room', () => actions.create());
listen('room-options', () => actions.options());
listen('people', () => actions.people());
listen('present', () => actions.people());
copies($('copy-link'), () => linkOf(chat.roomId), {words: 'linkCopied', tell: words => announcer.say(words)});
listen('settings', () => openSettingsDialog(settings));
listen('help', () => openHelpDialog(settings));
listenToKeys({
  stop,
  help: () => openHelpDialog(settings),
  write: () => composer.focus(),
  room: step => goTo(home.neighbour(step)),
  create: () => actions.create(),
});
settings.onChange = applySettings;
applySettings(settings.values);
addEventListener('hashchange', () => roomOf(location.hash) && show(roomOf(location.hash)));
addEventListener('online', () => chat.connection.wake());
addEventListener('offline', () => chat.connection.check());
addEventListener('pagehide', () => chat.connection.leave());
addEventListener('pageshow', event => event.persisted && chat.connection.open());
document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  chat.connection.wake();
  newLine.comeBack();
  draw();
});
setInterval(onceInAWhile, REFRESH_MS);
const begin = roomOf(location.hash) ?? local.getItem(LAST_ROOM);
if (begin) chat.show(begin);
chat.connection.open();
if (!matchMedia('(pointer: coarse)').matches) composer.focus();
draw();
