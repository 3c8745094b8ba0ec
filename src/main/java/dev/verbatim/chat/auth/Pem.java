package dev.verbatim.chat.auth;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of a PEM text (RFC 7468). What stands between blocks is passed over.
 *
 * @param label such as {@code PUBLIC KEY}
 * @param content DER
 */
record Pem(String label, byte[] content) {
    private static final int MOST = 16;
    private static final int MAX_LENGTH = 128 * 1024;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*+)-----END \\1-----");

    /** All blocks, at least one; fails with {@link IllegalArgumentException} where there is none or a broken one. */
    static List<Pem> blocks(String text) {
        List<Pem> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text.length() > MAX_LENGTH ? "" : text);
        while (matcher.find() && blocks.size() < MOST) {
            blocks.add(new Pem(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
        }
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException("no block like -----BEGIN PUBLIC KEY-----");
        }
        return blocks;
    }
}
