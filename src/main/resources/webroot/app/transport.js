/**
 * Frames to and from the gateway: a plain WebSocket, or SockJS over HTTP where a WebSocket cannot be opened.
 *
 * SockJS is loaded only then. Once a WebSocket has worked, a failure means that the server is away, and the slower way is
 * not tried.
 */
import {scriptUrl} from './trusted.js';
import {Failure, OURS} from './failure.js';

const OPEN_LIMIT_MS = 8_000;
const LOAD_LIMIT_MS = 30_000;
const SOCKJS = new URL('../vendor/sockjs-client-1.6.1/sockjs.min.js', import.meta.url);
const CHAT = new URL('../chat', import.meta.url);

let webSocketWorked = false;
let sockJsLoading;

/**
 * Opens a connection.
 * @param {{onMessage: (text: string) => void, onClose: (code: number, reason: string) => void}} listener
 * @returns {Promise<{name: string, send: (text: string) => void, close: () => void}>} rejected when nothing opens
 */
export async function openTransport(listener) {
  try {
    const transport = await opened(new WebSocket(webSocketUrl()), 'websocket', listener);
    webSocketWorked = true;
    return transport;
  } catch (failure) {
    if (webSocketWorked) throw failure;
    const SockJS = await loadSockJs();
    const socket = new SockJS(CHAT.href, undefined, {transports: ['xhr-streaming', 'xhr-polling']});
    return opened(socket, 'sockjs', listener);
  }
}

function webSocketUrl() {
  const url = new URL(`${CHAT.href}/websocket`);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url;
}

function opened(socket, name, {onMessage, onClose}) {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => socket.close(), OPEN_LIMIT_MS);
    let isOpen = false;
    socket.onopen = () => {
      isOpen = true;
      clearTimeout(limit);
      resolve({name, send: text => socket.send(text), close: () => socket.close()});
    };
    socket.onmessage = event => onMessage(event.data);
    socket.onclose = event => {
      clearTimeout(limit);
      if (isOpen) onClose(event.code, event.reason);
      else reject(new Failure(OURS.OFFLINE, {closeCode: event.code}));
    };
  });
}

function loadSockJs() {
  sockJsLoading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    const fail = () => {
      clearTimeout(limit);
      sockJsLoading = undefined;
      script.remove();
      reject(new Failure(OURS.OFFLINE));
    };
    const limit = setTimeout(fail, LOAD_LIMIT_MS);
    script.src = scriptUrl(SOCKJS.href);
    script.onload = () => {
      clearTimeout(limit);
      resolve(globalThis.SockJS);
    };
    script.onerror = fail;
    document.head.append(script);
  });
  return sockJsLoading;
}
