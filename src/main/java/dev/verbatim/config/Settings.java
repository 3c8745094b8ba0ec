package dev.verbatim.config;

/** Everything that can be set, section by section. */
public record Settings(
        HttpSettings http,
        DoorSettings door,
        OpsSettings ops,
        DatabaseSettings database,
        AuthSettings auth,
        RoomSettings rooms,
        ChatSettings chat,
        LlmSettings llm,
        ContextSettings context,
        StorageSettings storage,
        ClusterSettings cluster,
        DemoProviderSettings demo,
        ShutdownSettings shutdown,
        RoutingSettings routing,
        Catalogue catalogue) {
    /** The same settings with the secret that was made. */
    public Settings withAuth(AuthSettings other) {
        return new Settings(
                http, door, ops, database, other, rooms, chat, llm, context, storage, cluster, demo, shutdown, routing,
                catalogue);
    }
}
