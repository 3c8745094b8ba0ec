package dev.verbatim.cli;

import dev.verbatim.chat.auth.JwkSet;
import dev.verbatim.chat.auth.KeyRing;
import dev.verbatim.chat.auth.PublicKeys;
import dev.verbatim.chat.auth.TokenCheck;
import dev.verbatim.chat.auth.TokenVerdict;
import dev.verbatim.chat.auth.VerificationKey;
import dev.verbatim.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The keys that these settings verify tokens with, published ones read once. Blocks. */
final class SettingsKeys {
    private static final int OK = 200;

    private SettingsKeys() {}

    /** What a gateway of these settings would find, but for whether the token was taken back. */
    static TokenVerdict look(Settings settings, String token, long nowMs) {
        List<VerificationKey> fixed = new ArrayList<>();
        if (!settings.auth().secret().isEmpty()) {
            fixed.add(VerificationKey.ofSecret(settings.auth().secret()));
        }
        if (!settings.keys().publicPem().isEmpty()) {
            fixed.addAll(PublicKeys.ofPem(settings.keys().publicPem()));
        }
        KeyRing ring = KeyRing.of(fixed);
        URI published = settings.keys().jwksUrl();
        if (published != null) {
            ring.publish(read(published, Duration.ofMillis(settings.keys().timeoutMs())));
        }
        return new TokenCheck(settings.auth()).look(token, ring, nowMs);
    }

    private static List<VerificationKey> read(URI url, Duration timeout) {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        HttpRequest request = HttpRequest.newBuilder(url).timeout(timeout).build();
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            JwkSet set = response.statusCode() == OK ? JwkSet.read(response.body()) : null;
            if (set != null) {
                return set.keys();
            }
            throw new CommandFailure(ExitCode.FAILED, "No set of keys is published at " + url + ".");
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.UNAVAILABLE, "Nobody answers at " + url + " (auth.jwks-url).");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.FAILED, "Told to stop.");
        }
    }
}
