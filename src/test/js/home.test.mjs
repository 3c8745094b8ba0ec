import {describe, test} from 'node:test';
import assert from 'node:assert/strict';
import {Api} from '../../main/resources/webroot/app/api.js';
import {Home} from '../../main/resources/webroot/app/home.js';
import {Reads} from '../../main/resources/webroot/app/reads.js';
import {Rooms} from '../../main/resources/webroot/app/rooms.js';
import {Settings} from '../../main/resources/webroot/app/settings.js';
import {safeStorage} from '../../main/resources/webroot/app/storage.js';
import {speak} from '../../main/resources/webroot/app/strings.js';

const memory = () => safeStorage(() => undefined);

describe('the rooms of a page', () => {
  const talk = (roomId, seq, more = {}) => ({roomId, seq, joined: true, setup: {details: {}, members: []}, ...more});
  const homeOf = ({listed = [], talks = [talk('lobby', 0)], reads = new Reads(memory()), shown = talks[0]}) => {
    const rooms = {list: listed, find: roomId => listed.find(room => room.roomId === roomId)};
    return new Home({talks, talk: shown, roomId: shown.roomId, user: {userId: 'u'}}, rooms, reads);
  };

  test('what is new is counted from what was on the screen, whoever heard it', () => {
    const reads = new Reads(memory());
    reads.mark('tea', 4);
    reads.mark('plan', 2);
    const listed = [{roomId: 'lobby', seq: 0}, {roomId: 'tea', seq: 5}, {roomId: 'plan', seq: 2}, {roomId: 'never seen', seq: 9}];

    const home = homeOf({listed, reads, talks: [talk('lobby', 0), talk('tea', 7)]});

    assert.deepEqual(home.list.map(room => [room.roomId, room.unread]), [['lobby', 0], ['never seen', 0], ['plan', 0], ['tea', 3]]);
  });

  test('the shown room has nothing new, and reading goes only forward', () => {
    const storage = memory();
    const reads = new Reads(storage);
    const home = homeOf({reads, talks: [talk('lobby', 6)]});

    home.markRead();
    reads.mark('lobby', 3);

    assert.equal(home.list[0].unread, 0);
    assert.equal(new Reads(storage).unread('lobby', 8), 2);
  });

  test('a room opened by its address only is in the list; one that may not be read is not', () => {
    const home = homeOf({listed: [{roomId: 'lobby', name: 'lobby'}], talks: [talk('lobby', 0), talk('by-link', 0), talk('closed', 0, {refused: {code: 'forbidden'}})]});

    assert.deepEqual(home.list.map(room => room.name), ['Lobby', 'by-link']);
  });

  test('a room that nobody has named goes by its id, and by none where it may not be read', () => {
    const refused = {code: 'forbidden'};
    const named = talk('was-mine', 0, {refused, setup: {details: {name: 'Harbour'}, members: []}});
    const home = homeOf({talks: [talk('by-link', 0), talk('closed', 0, {refused}), named]});

    assert.deepEqual(['by-link', 'closed', 'was-mine'].map(id => home.nameOf(id)), ['by-link', 'Unknown room', 'Harbour']);
  });

  test('goes round from the last to the first', () => {
    const home = homeOf({listed: [{roomId: 'a'}, {roomId: 'b'}, {roomId: 'lobby'}]});

    assert.equal(home.neighbour(1), 'a');
    assert.equal(home.neighbour(-1), 'b');
  });

  test('the lobby stands first, then one’s own rooms by name, then those that are open to all', () => {
    const listed = [{roomId: '1', name: 'Zoo', role: 'member'}, {roomId: '2', name: 'Aria'}, {roomId: '3', name: 'Moon', role: 'owner'}, {roomId: 'lobby'}];

    assert.deepEqual(homeOf({listed}).list.map(room => room.name), ['Lobby', 'Moon', 'Zoo', 'Aria']);
  });

  test('what the room itself says is newer than the list', () => {
    const details = {name: 'New', visibility: 'private', role: 'owner'};
    const listed = [{roomId: 'r', name: 'Old', visibility: 'public', systemPrompt: 'Be brief.'}];
    const {name, visibility, own, systemPrompt} = homeOf({listed, talks: [talk('r', 0, {setup: {details, members: []}})]}).current;

    assert.deepEqual([name, visibility, own, systemPrompt], ['New', 'private', 'owner', 'Be brief.']);
  });
});

describe('the list of rooms', () => {
  test('is whole, however many pages the server makes of it', async () => {
    const pages = {'rooms?limit=200': {rooms: [{roomId: 'a'}], next: 'a'}, 'rooms?limit=200&after=a': {rooms: [{roomId: 'b'}], next: null}};
    const asked = [];
    const rooms = new Rooms({request: async (method, path) => asked.push(path) && pages[path]}, () => undefined);

    await rooms.refresh();

    assert.deepEqual(rooms.list.map(room => room.roomId), ['a', 'b']);
    assert.deepEqual(asked, Object.keys(pages));
  });

  test('ends after a thousand', async () => {
    let pages = 0;
    const rooms = new Rooms({request: async () => ({rooms: [], next: `r${++pages}`})}, () => undefined);

    await rooms.refresh();

    assert.equal(pages, 5);
  });
});

describe('the HTTP API', () => {
  const answered = (status, body, headers = {}) => new Response(body, {status, headers});
  const guestOf = tokens => ({dropped: [], identity: async () => ({token: tokens[0]}), drop(token) {
    this.dropped.push(token);
    tokens.shift();
  }});
  const api = (guest, ...answers) => {
    const asked = [];
    const fetchIt = async (url, options) => {
      asked.push([options.method, url.pathname, options.headers.authorization, options.body]);
      return answers.shift();
    };
    return {asked, api: new Api(new URL('http://localhost/api/'), guest, fetchIt)};
  };

  test('renews a token that the server refused, once', async () => {
    const guest = guestOf(['old', 'new']);
    const {asked, api: tried} = api(guest, answered(401, '{}'), answered(200, '{"rooms":[]}'));

    assert.deepEqual(await tried.request('GET', 'rooms'), {rooms: []});
    assert.deepEqual(asked.map(([, , token]) => token), ['Bearer old', 'Bearer new']);
    assert.deepEqual(guest.dropped, ['old']);
  });

  test('a refusal has the server’s code and words; one that is no JSON is an internal error', async () => {
    const problem = answered(409, '{"code":"conflict","detail":"Taken."}', {'retry-after': '2'});
    const {api: tried} = api(guestOf(['t']), problem, answered(502, '<html>'), answered(204, null));

    await assert.rejects(tried.request('POST', 'rooms', {name: 'x'}), {code: 'conflict', message: 'Taken.', retryAfterMs: 2_000});
    await assert.rejects(tried.request('GET', 'rooms'), {code: 'internal', message: 'HTTP 502'});
    assert.equal(await tried.request('DELETE', 'rooms/x'), undefined);
  });
});

describe('the settings', () => {
  test('are kept, and what is not known is the default', () => {
    const storage = memory();
    new Settings(storage).choose('theme', 'dark');
    new Settings(storage).choose('theme', 'neon');
    new Settings(storage).choose('constructor', 'x');

    assert.deepEqual(new Settings(storage).values, {language: 'auto', theme: 'dark', size: 'medium', sendKey: 'enter'});
    storage.setItem('verbatim.settings', '{"size":"huge"}');
    assert.equal(new Settings(storage).values.size, 'medium');
    storage.setItem('verbatim.settings', 'null');
    assert.equal(new Settings(storage).values.language, 'auto');
  });
});

speak('en');
