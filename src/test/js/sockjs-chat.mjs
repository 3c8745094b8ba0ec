/**
 * One chat over one transport, as a browser's SockJS client speaks it: signs in, joins, sends, and follows the answer to
 * its end. Prints one line of JSON: {transport, replyId, text, length, status}.
 *
 * Usage: node sockjs-chat.mjs <base URL> <websocket | xhr-streaming | xhr-polling> <room> <text>
 */
import SockJS from 'sockjs-client';

const [base, transport, roomId, words] = process.argv.slice(2);
const LIMIT_MS = 30_000;
const texts = new Map();
let replyId;

const guest = await (await fetch(`${base}/api/guest`, {method: 'POST'})).json();
const socket = new SockJS(`${base}/chat`, null, {transports: [transport]});
const limit = setTimeout(() => fail('not finished in time'), LIMIT_MS);

const say = (event, data) => socket.send(JSON.stringify({event, ref: event, data}));

const answers = {
  authenticated: () => say('join', {roomId}),
  joined: () => say('send', {roomId, text: words, clientId: `over-${transport}`}),
  sent: data => (replyId = data.replyId),
  stream: follow,
  error: data => fail(JSON.stringify(data)),
};

socket.onopen = () => say('auth', {token: guest.token});
socket.onmessage = ({data}) => {
  const frame = JSON.parse(data);
  answers[frame.event]?.(frame.data);
};
socket.onclose = ({code, reason}) => replyId === 'done' || fail(`closed ${code} ${reason}`);

function follow(data) {
  const text = texts.get(data.messageId) ?? '';
  if (data.start) texts.set(data.messageId, text.slice(0, data.offset));
  else if (data.end) end(data, text);
  else if (data.token !== undefined && data.offset === text.length) texts.set(data.messageId, text + data.token);
  else if (data.token !== undefined) fail(`a delta at ${data.offset} of a text of ${text.length}`);
}

function end({messageId, offset, status}, text) {
  if (messageId !== replyId) return;
  clearTimeout(limit);
  console.log(JSON.stringify({transport: socket.transport, replyId, text, length: offset, status}));
  replyId = 'done';
  socket.close();
}

function fail(why) {
  console.error(why);
  process.exit(1);
}
