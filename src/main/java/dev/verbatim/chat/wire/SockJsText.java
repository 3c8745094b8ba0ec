package dev.verbatim.chat.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What SockJS wraps around frames (sockjs-protocol 0.3.3): a client sends a JSON array of strings, a server letters with a payload. */
public final class SockJsText {
    /** A session is open. */
    public static final Frame OPEN = Frame.of("o");

    /** The server is there. */
    public static final Frame HEARTBEAT = Frame.of("h");

    /** A session is over; it is the code that SockJS has for a close by the server, whatever the reason. */
    public static final Frame CLOSE = Frame.of("c[3000,\"Go away!\"]");

    /** To a second reader of a session that has one. */
    public static final Frame STILL_OPEN = Frame.of("c[2010,\"Another connection still open\"]");

    /** To whoever comes back after a connection broke, with which words may have been lost. */
    public static final Frame INTERRUPTED = Frame.of("c[1002,\"Connection interrupted\"]");

    private static final JsonFactory FACTORY = new JsonFactory();

    private SockJsText() {}

    /**
     * What a client sent: none, one or many texts.
     *
     * @return null: neither an array of strings nor a string
     */
    public static @Nullable List<String> read(String sent) {
        if (sent.isEmpty()) {
            return List.of();
        }
        try (JsonParser parser = FACTORY.createParser(sent)) {
            return read(parser);
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * The same of bytes.
     *
     * @return null: neither an array of strings nor a string, or not UTF-8
     */
    public static @Nullable List<String> read(byte[] sent) {
        try {
            CharsetDecoder strict = StandardCharsets.UTF_8.newDecoder();
            return read(strict.decode(ByteBuffer.wrap(sent)).toString());
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static @Nullable List<String> read(JsonParser parser) throws IOException {
        List<String> texts = new ArrayList<>();
        boolean valid = parser.nextToken() == JsonToken.START_ARRAY ? array(parser, texts) : one(parser, texts);
        return valid && parser.nextToken() == null ? texts : null;
    }

    private static boolean array(JsonParser parser, List<String> texts) throws IOException {
        while (parser.nextToken() == JsonToken.VALUE_STRING) {
            texts.add(parser.getText());
        }
        return parser.currentToken() == JsonToken.END_ARRAY;
    }

    private static boolean one(JsonParser parser, List<String> texts) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            return false;
        }
        texts.add(parser.getText());
        return true;
    }

    /** What is said before a close, since SockJS's own close knows one code only. */
    public static Frame notice(CloseCode code) {
        return JsonText.event("notice", null)
                .put("code", "closing")
                .put("closeCode", code.code())
                .put("message", code.reason())
                .frame();
    }

    /** A message that carries one text. */
    public static String message(String text) {
        StringBuilder out = new StringBuilder(text.length() + text.length() / 4 + 4).append("a[");
        JsonText.quote(out, text, 0, text.length());
        return out.append(']').toString();
    }

    /** A message that carries these frames, one at least. */
    public static String message(List<Frame> frames) {
        if (frames.size() == 1) {
            return frames.get(0).sockJs().text();
        }
        StringBuilder out = new StringBuilder("a");
        for (Frame frame : frames) {
            String alone = frame.sockJs().text();
            out.append(out.length() == 1 ? '[' : ',').append(alone, 2, alone.length() - 1);
        }
        return out.append(']').toString();
    }
}
