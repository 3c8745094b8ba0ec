package dev.verbatim.config;

/** Everything that can be set, section by section. */
public record Settings(
        HttpSettings http,
        DoorSettings door,
        SocketSettings sockets,
        OpsSettings ops,
        DatabaseSettings database,
        AuthSettings auth,
        KeySettings keys,
        RoomSettings rooms,
        ChatSettings chat,
        LlmSettings llm,
        RetrySettings retry,
        ContextSettings context,
        StorageSettings storage,
        ClusterSettings cluster,
        DemoProviderSettings demo,
        LimitSettings limits,
        ReloadSettings reload,
        ShutdownSettings shutdown,
        RoutingSettings routing,
        RetentionSettings retention,
        PromptSettings prompt,
        Catalogue catalogue) {
    /** The same settings with the secret that was made. */
    public Settings withAuth(AuthSettings other) {
        return new Settings(
                http, door, sockets, ops, database, other, keys, rooms, chat, llm, retry, context, storage, cluster,
                demo, limits, reload, shutdown, routing, retention, prompt, catalogue);
    }
}
