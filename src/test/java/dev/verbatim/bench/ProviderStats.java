package dev.verbatim.bench;

/** What the provider has done since it started; the provider's event loop only. */
final class ProviderStats {
    private long requests;
    private long tokens;
    private long active;

    void requested() {
        requests++;
        active++;
    }

    void wroteToken() {
        tokens++;
    }

    void ended() {
        active--;
    }

    String json() {
        return "{\"requests\":" + requests + ",\"tokens\":" + tokens + ",\"active\":" + active + "}";
    }
}
