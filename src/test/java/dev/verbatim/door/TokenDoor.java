package dev.verbatim.door;

import dev.verbatim.testing.ChatClient;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** Every way to bring a token: in the first frame or in the handshake, over each transport. */
enum TokenDoor {
    PLAIN_FRAME(4401) {
        @Override
        Answer knock(URI gateway, String token) {
            return inFrame(ChatClient.connect(gateway), token);
        }
    },
    SOCKJS_FRAME(3000) {
        @Override
        Answer knock(URI gateway, String token) {
            return inFrame(ChatClient.connectSockJs(gateway), token);
        }
    },
    XHR_FRAME(3000) {
        @Override
        Answer knock(URI gateway, String token) {
            HttpSession session = HttpSession.of(gateway, Map.of()).open();
            session.send("auth", new JsonObject().put("token", token));
            return answer(session.poll(TokenDoor::letsIn));
        }
    },
    PLAIN_HEADER(4401) {
        @Override
        Answer knock(URI gateway, String token) {
            return answer(ChatClient.connect(gateway, bearer(token)));
        }
    },
    SOCKJS_HEADER(3000) {
        @Override
        Answer knock(URI gateway, String token) {
            return answer(ChatClient.connectSockJs(gateway, bearer(token)));
        }
    },
    XHR_HEADER(3000) {
        @Override
        Answer knock(URI gateway, String token) {
            HttpSession session = HttpSession.of(gateway, bearer(token)).open();
            return answer(session.poll(TokenDoor::letsIn));
        }
    },
    XHR_STREAMING_HEADER(3000) {
        @Override
        Answer knock(URI gateway, String token) {
            HttpSession session = HttpSession.of(gateway, bearer(token));
            return answer(session.stream(TokenDoor::letsIn));
        }
    };

    /**
     * What somebody was told who brought a token.
     *
     * @param closeCode how the connection was closed; 0: it was not
     */
    record Answer(JsonObject frame, int closeCode) {
        String event() {
            return frame.getString("event");
        }

        JsonObject data() {
            return frame.getJsonObject("data");
        }
    }

    /** For whom a token in a frame can hold what no header can. */
    static final List<TokenDoor> FRAMES = List.of(PLAIN_FRAME, SOCKJS_FRAME, XHR_FRAME);

    static final List<TokenDoor> HEADERS = List.of(PLAIN_HEADER, SOCKJS_HEADER, XHR_HEADER, XHR_STREAMING_HEADER);

    private final int closeCode;

    TokenDoor(int closeCode) {
        this.closeCode = closeCode;
    }

    /** Brings a token and waits for the answer and, after a refusal, for the close. */
    abstract Answer knock(URI gateway, String token);

    /** How this door closes for somebody who is nobody. */
    int closeCode() {
        return closeCode;
    }

    private static Map<String, String> bearer(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }

    private static Answer inFrame(ChatClient client, String token) {
        client.send("auth", new JsonObject().put("token", token));
        return answer(client);
    }

    private static Answer answer(ChatClient client) {
        try (client) {
            JsonObject frame = client.await(TokenDoor::answers);
            return new Answer(frame, isRefusal(frame) ? client.awaitClose() : 0);
        }
    }

    private static Answer answer(HttpSession session) {
        return new Answer(session.first(TokenDoor::answers), session.closeCode());
    }

    private static boolean letsIn(JsonObject frame) {
        return "authenticated".equals(frame.getString("event"));
    }

    private static boolean answers(JsonObject frame) {
        return List.of("authenticated", "error").contains(frame.getString("event"));
    }

    private static boolean isRefusal(JsonObject frame) {
        return "error".equals(frame.getString("event"))
                && "unauthenticated".equals(frame.getJsonObject("data").getString("code"));
    }
}
