package dev.verbatim.storage;

import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.Author;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way into Postgres, with the ids that it gets if it is new. They stay the same however often it is tried, so that a commit
 * whose acknowledgement was lost is recognised as our own.
 *
 * @param message its texts cleaned
 * @param replyId null where no answer is wanted
 * @param hash of what a clientId stands for
 */
record Proposal(
        AcceptMessage message, UUID messageId, @Nullable UUID replyId, Buffer hash) {
    static Proposal of(AcceptMessage asked, UUID messageId, UUID replyId) {
        AcceptMessage message = new AcceptMessage(
                asked.room(),
                new Author(
                        asked.author().userId(),
                        CleanText.clean(asked.author().name()),
                        asked.author().operator()),
                CleanText.clean(asked.text()),
                asked.clientId(),
                asked.model(),
                asked.reply(),
                asked.offer());
        return new Proposal(
                message,
                messageId,
                asked.reply() ? replyId : null,
                hashOf(message.text(), message.model(), message.reply()));
    }

    long size() {
        return sizeOf(message.text());
    }

    /** About how many bytes a call with this text takes. */
    static long sizeOf(String text) {
        return 256L + 3L * text.length();
    }

    /** What a clientId stands for, as its SHA-256. */
    static Buffer hashOf(String text, @Nullable String model, boolean reply) {
        MessageDigest digest = sha256();
        update(digest, text);
        update(digest, model == null ? "" : model);
        digest.update((byte) (reply ? 1 : 0));
        return Buffer.buffer(digest.digest());
    }

    /** With its length, so that no two pairs of texts look alike. */
    private static void update(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
