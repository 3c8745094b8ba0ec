package dev.verbatim.chat.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.verbatim.config.ChatSettings;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a client's text, whatever it is: bounded in size, depth and numbers, names a wrong field, never throws. Unknown fields
 * are passed over, unknown events are not.
 */
public final class FrameReader {
    static final JsonFactory FACTORY = new JsonFactory();

    private static final int MAX_NUMBER = 64;
    private static final int MAX_NAME = 256;
    private static final int MAX_CLIENT_ID = 128;
    private static final int MAX_MODEL = 128;
    private static final int MAX_TOKEN = 4096;
    private static final int MAX_PAGE = 200;

    private final JsonFactory factory;
    private final int maxFrameBytes;
    private final int maxTextChars;

    /** Reads within these limits. */
    public FrameReader(ChatSettings settings) {
        maxFrameBytes = settings.maxFrameBytes();
        maxTextChars = settings.maxTextChars();
        StreamReadConstraints limits = StreamReadConstraints.builder()
                .maxNestingDepth(settings.maxDepth())
                .maxNumberLength(MAX_NUMBER)
                .maxNameLength(MAX_NAME)
                .build();
        factory = JsonFactory.builder()
                .streamReadConstraints(limits)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
    }

    /** The frame of a text, or why it is none. */
    public Received read(String text) {
        Envelope envelope = new Envelope();
        try (JsonParser parser = factory.createParser(text)) {
            envelope.readFrom(parser);
            requireSize(text);
            return Received.accepted(envelope.ref, frame(envelope.event, envelope.data));
        } catch (Failure failure) {
            return Received.refused(envelope.ref, failure);
        } catch (IOException e) {
            return Received.refused(envelope.ref, tooLarge(text) ? tooLargeFailure() : unreadable(e));
        }
    }

    private void requireSize(String text) {
        if (tooLarge(text)) {
            throw tooLargeFailure();
        }
    }

    private boolean tooLarge(String text) {
        return text.length() > maxFrameBytes
                || (text.length() > maxFrameBytes / 3 && Frame.utf8Length(text) > maxFrameBytes);
    }

    private Failure tooLargeFailure() {
        return new Failure(FailureCode.TOO_LARGE, "A frame is at most " + maxFrameBytes + " bytes.");
    }

    private static Failure unreadable(IOException cause) {
        String why = cause instanceof StreamConstraintsException
                ? "The JSON is nested too deeply, or holds a number or a name that is too long."
                : "This is not valid JSON, or a name is in it twice.";
        return new Failure(FailureCode.BAD_FRAME, why);
    }

    private ClientFrame frame(@Nullable String event, Fields data) {
        if (event == null) {
            throw Fields.bad("event", "is missing");
        }
        EventKind kind = EventKind.named(event);
        if (kind == null) {
            throw new Failure(FailureCode.UNKNOWN_EVENT, "There is no such event.");
        }
        return switch (kind) {
            case AUTH -> new ClientFrame.Auth(limited("token", data.text("token"), MAX_TOKEN));
            case JOIN -> join(data);
            case LEAVE -> new ClientFrame.Leave(data.roomId());
            case SEND -> send(data);
            case EDIT -> edit(data);
            case REGENERATE -> regenerate(data);
            case STOP -> new ClientFrame.Stop(data.roomId(), data.messageId());
            case HISTORY -> history(data);
            case READ -> new ClientFrame.Read(data.roomId(), data.number("seq", 1, Long.MAX_VALUE));
            case TYPING -> new ClientFrame.Typing(data.roomId());
            case PING -> new ClientFrame.Ping();
            case LOGOUT -> new ClientFrame.Logout();
        };
    }

    private static ClientFrame join(Fields data) {
        return new ClientFrame.Join(data.roomId(), data.optionalNumber("since"), data.optionalNumber("rev"));
    }

    private static ClientFrame history(Fields data) {
        long before = data.number("before", 1, Long.MAX_VALUE);
        return new ClientFrame.History(data.roomId(), before, (int) data.number("limit", 1, MAX_PAGE));
    }

    private ClientFrame send(Fields data) {
        return new ClientFrame.Send(data.roomId(), words(data), clientId(data), model(data), data.flag("reply", true));
    }

    private ClientFrame edit(Fields data) {
        return new ClientFrame.Edit(
                data.roomId(), data.messageId(), words(data), clientId(data), data.flag("reply", true));
    }

    private static ClientFrame regenerate(Fields data) {
        return new ClientFrame.Regenerate(data.roomId(), data.messageId(), clientId(data), model(data));
    }

    /** What somebody says: something must be seen of it. */
    private String words(Fields data) {
        String text = data.text("text");
        if (text.isBlank()) {
            throw Fields.bad("text", "must not be blank");
        }
        if (text.length() > maxTextChars) {
            throw new Failure(FailureCode.TOO_LARGE, "text: at most " + maxTextChars + " characters.");
        }
        return text;
    }

    private static @Nullable String clientId(Fields data) {
        return named("clientId", data.optionalText("clientId"), MAX_CLIENT_ID);
    }

    private static @Nullable String model(Fields data) {
        return named("model", data.optionalText("model"), MAX_MODEL);
    }

    /** An identifier: it travels in headers and logs, so only visible ASCII is let in. */
    private static @Nullable String named(String field, @Nullable String value, int most) {
        if (value == null) {
            return null;
        }
        if (value.isEmpty() || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw Fields.bad(field, "must be visible ASCII without spaces");
        }
        return limited(field, value, most);
    }

    private static String limited(String field, String value, int most) {
        if (value.length() > most) {
            throw Fields.bad(field, "at most " + most + " characters");
        }
        return value;
    }
}
