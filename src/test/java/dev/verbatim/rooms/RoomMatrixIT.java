package dev.verbatim.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verbatim.boot.Gateway;
import dev.verbatim.contract.RoomAction;
import dev.verbatim.contract.Standing;
import dev.verbatim.testing.ApiClient;
import dev.verbatim.testing.ApiClient.Answer;
import dev.verbatim.testing.ChatClient;
import dev.verbatim.testing.Gateways;
import dev.verbatim.testing.TestPostgres;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may do what: every cell of the README's table over HTTP and, where there is a frame for it, over a connection. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoomMatrixIT {
    private static final Map<String, Actor> ACTORS = actors();
    private static final int FIRST_CELL = 2;

    private Gateway gateway;

    /** Somebody: in which room, with whose token, and what they are in it. */
    private record Actor(
            String visibility,
            String userId,
            String tenant,
            @Nullable String scope,
            @Nullable Standing standing) {
        String token() {
            return ApiClient.token(userId, tenant, scope);
        }
    }

    private static Map<String, Actor> actors() {
        Map<String, Actor> actors = new LinkedHashMap<>();
        actors.put("owner", new Actor("private", "owner", "main", null, Standing.OWNER));
        actors.put("member", new Actor("private", "member", "main", null, Standing.MEMBER));
        actors.put("viewer", new Actor("private", "viewer", "main", null, Standing.VIEWER));
        actors.put("stranger, public room", new Actor("public", "stranger", "main", null, Standing.STRANGER));
        actors.put("stranger, private room", new Actor("private", "stranger", "main", null, null));
        actors.put("other tenant", new Actor("public", "owner", "other", Club.OPERATORS, null));
        actors.put("operator", new Actor("private", "service", "main", Club.OPERATORS, Standing.OWNER));
        return actors;
    }

    @BeforeAll
    void start() {
        Map<String, String> more = Map.of("VERBATIM_AUTH_SECRET", ApiClient.SECRET, "VERBATIM_ROOMS_ON_JOIN", "refuse");
        gateway = Gateways.on(TestPostgres.freshDatabase(), more);
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    static Stream<Arguments> cells() throws IOException {
        return table().stream().flatMap(row -> {
            RoomAction action = RoomAction.valueOf(row.get(1).replace("`", "").toUpperCase(java.util.Locale.ROOT));
            List<String> columns = List.copyOf(ACTORS.keySet());
            return Stream.iterate(0, i -> i + 1)
                    .limit(columns.size())
                    .map(i -> Arguments.of(action, columns.get(i), row.get(i + FIRST_CELL)));
        });
    }

    /** The rows of the README's matrix, cell by cell. */
    private static List<List<String>> table() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("README.md"));
        int head = lines.indexOf("| action | " + String.join(" | ", ACTORS.keySet()) + " | scope |");
        assertThat(head).as("the table's head").isNotNegative();
        return lines.stream()
                .skip(head + 2L)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
                .toList();
    }

    @Test
    void theTableIsThatOfTheCode() throws IOException {
        List<List<String>> rows = table();

        assertThat(rows.stream().map(row -> row.get(1)))
                .containsExactlyElementsOf(Arrays.stream(RoomAction.values())
                        .map(action -> '`' + action.wire() + '`')
                        .toList());
        Iterator<List<String>> next = rows.iterator();
        for (RoomAction action : RoomAction.values()) {
            List<String> row = next.next();
            List<String> expected = ACTORS.values().stream()
                    .map(actor -> expected(action, actor.standing()))
                    .toList();
            assertThat(row.subList(FIRST_CELL, FIRST_CELL + ACTORS.size())).isEqualTo(expected);
            assertThat(row.get(FIRST_CELL + ACTORS.size())).isEqualTo('`' + action.scope() + '`');
        }
    }

    private static String expected(RoomAction action, @Nullable Standing standing) {
        if (standing == null) {
            return "404";
        }
        return action.allowed().contains(standing) ? "yes" : "403";
    }

    @ParameterizedTest(name = "{0} by {1}: {2}")
    @MethodSource("cells")
    void overHttp(RoomAction action, String who, String expected) {
        Actor actor = Objects.requireNonNull(ACTORS.get(who));
        Club club = new Club(gateway.chatUrl(), actor.visibility());

        Answer answer = acted(club, new ApiClient(gateway.chatUrl(), actor.token()), actor, action);

        if (action == RoomAction.SEE_PROMPT && !expected.equals("404")) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().containsKey("systemPrompt")).isEqualTo(expected.equals("yes"));
        } else if (expected.equals("yes")) {
            assertThat(answer.status()).as(answer.text()).isBetween(200, 204);
        } else {
            assertThat(answer.status()).as(answer.text()).isEqualTo(Integer.parseInt(expected));
            assertThat(answer.code()).isEqualTo(expected.equals("404") ? "not_found" : "forbidden");
        }
    }

    private static Answer acted(Club club, ApiClient client, Actor actor, RoomAction action) {
        JsonObject text = new JsonObject().put("text", "hello").put("reply", false);
        return switch (action) {
            case SEE, SEE_PROMPT -> client.get(club.path());
            case READ -> client.get(club.path("/messages"));
            case SEND -> client.post(club.path("/messages"), text);
            case STOP ->
                client.post(club.path("/messages/" + club.said("hello", true).getString("replyId") + "/stop"));
            case EDIT_OWN -> client.patch(club.path("/messages/" + ownMessage(club, client, actor)), text);
            case REGENERATE_OWN ->
                client.post(club.path("/messages/" + answerToOwn(club, client, actor) + "/regenerate"));
            case REGENERATE_ANY -> client.post(club.path("/messages/" + answered(club) + "/regenerate"));
            case REMOVE_OWN -> client.delete(club.path("/messages/" + ownMessage(club, client, actor)));
            case REMOVE_ANY ->
                client.delete(club.path("/messages/" + club.said("hello", false).getString("messageId")));
            case CHANGE -> client.patch(club.path(), new JsonObject().put("name", "New"));
            case DELETE -> client.delete(club.path());
            case SET_MEMBER -> client.put(club.path("/members/somebody"), new JsonObject().put("role", "member"));
            case REMOVE_MEMBER -> client.delete(club.path("/members/co-owner"));
            case LEAVE -> client.delete(club.path("/members/" + left(club, actor)));
        };
    }

    /** A message of one's own, said when one still might; else anybody's. */
    private static String ownMessage(Club club, ApiClient client, Actor actor) {
        Answer said = saidByOneself(club, client, actor, false);
        return said.status() == 201
                ? said.json().getString("messageId")
                : club.said("theirs", false).getString("messageId");
    }

    private static Answer saidByOneself(Club club, ApiClient client, Actor actor, boolean reply) {
        boolean viewer = actor.standing() == Standing.VIEWER;
        if (viewer) {
            club.set(actor.userId(), "member");
        }
        Answer said = client.post(
                club.path("/messages"), new JsonObject().put("text", "mine").put("reply", reply));
        if (viewer) {
            club.set(actor.userId(), "viewer");
        }
        return said;
    }

    /** The answer to a question of one's own, once it has ended; else to anybody's. */
    private static String answerToOwn(Club club, ApiClient client, Actor actor) {
        Answer said = saidByOneself(club, client, actor, true);
        return said.status() == 202 ? ended(club, said.json().getString("replyId")) : answered(club);
    }

    /** An answer to the owner. */
    private static String answered(Club club) {
        return ended(club, club.said("theirs", true).getString("replyId"));
    }

    private static String ended(Club club, String replyId) {
        ApiClient owner = club.as("owner");
        await().until(() -> owner.get(club.path("/messages")).text().contains("\"messageId\":\"" + replyId));
        return replyId;
    }

    /** Oneself; an operator is no member before. */
    private static String left(Club club, Actor actor) {
        if (actor.scope() != null && actor.standing() != null) {
            club.set(actor.userId(), "member");
        }
        return actor.userId();
    }

    static Stream<Arguments> cellsWithFrames() throws IOException {
        List<RoomAction> framed = List.of(
                RoomAction.SEE,
                RoomAction.READ,
                RoomAction.SEND,
                RoomAction.STOP,
                RoomAction.EDIT_OWN,
                RoomAction.REGENERATE_ANY);
        return cells().filter(cell -> framed.contains((RoomAction) cell.get()[0]));
    }

    @ParameterizedTest(name = "{0} by {1}: {2}")
    @MethodSource("cellsWithFrames")
    void overFrames(RoomAction action, String who, String expected) {
        Actor actor = Objects.requireNonNull(ACTORS.get(who));
        Club club = new Club(gateway.chatUrl(), actor.visibility());

        try (ChatClient client = ChatClient.connect(gateway.chatUrl()).authenticate(actor.token())) {
            JsonObject joined = client.ask("join", new JsonObject().put("roomId", club.id));
            if (expected.equals("404")) {
                assertThat(joined.getJsonObject("data").getString("code")).isEqualTo("not_found");
                assertThat(asked(client, club.id, action)).isEqualTo(asked(client, "no-such-room", action));
                return;
            }
            assertThat(joined.getString("event")).isEqualTo("joined");
            JsonObject answer = acted(client, club, actor, action);
            if (expected.equals("yes")) {
                assertThat(answer.getString("event")).as(answer.encode()).isNotEqualTo("error");
            } else {
                assertThat(answer.getJsonObject("data").getString("code")).isEqualTo("forbidden");
            }
        }
    }

    private static JsonObject acted(ChatClient client, Club club, Actor actor, RoomAction action) {
        JsonObject in = new JsonObject().put("roomId", club.id);
        return switch (action) {
            case EDIT_OWN -> {
                ApiClient self = new ApiClient(club.base(), actor.token());
                yield client.ask(
                        "edit",
                        in.put("messageId", ownMessage(club, self, actor)).put("text", "anew"));
            }
            case REGENERATE_ANY -> client.ask("regenerate", in.put("messageId", answered(club)));
            case SEND -> client.ask("send", in.put("text", "hello").put("reply", false));
            case STOP ->
                client.ask("stop", in.put("messageId", club.said("hello", true).getString("replyId")));
            default -> client.ask("history", in.put("before", 10).put("limit", 10));
        };
    }

    /** What somebody hears who did not get in. */
    private static JsonObject asked(ChatClient client, String roomId, RoomAction action) {
        JsonObject in = new JsonObject().put("roomId", roomId);
        String nobodys = java.util.UUID.randomUUID().toString();
        JsonObject answer = switch (action) {
            case EDIT_OWN -> client.ask("edit", in.put("messageId", nobodys).put("text", "anew"));
            case REGENERATE_ANY -> client.ask("regenerate", in.put("messageId", nobodys));
            case SEND -> client.ask("send", in.put("text", "hello").put("reply", false));
            case STOP -> client.ask("stop", in.put("messageId", nobodys));
            default -> client.ask("history", in.put("before", 10).put("limit", 10));
        };
        JsonObject data = answer.getJsonObject("data");
        data.remove("roomId");
        return data;
    }

    @ParameterizedTest
    @MethodSource("hidden")
    void whatIsNotTheirsLooksAsIfItWereNotThere(String who) {
        Actor actor = Objects.requireNonNull(ACTORS.get(who));
        Club club = new Club(gateway.chatUrl(), actor.visibility());
        ApiClient client = new ApiClient(gateway.chatUrl(), actor.token());
        String missing = club.path().replace("club-", "gone-");
        String reply = club.said("hello", true).getString("replyId");
        JsonObject text = new JsonObject().put("text", "hello");
        JsonObject role = new JsonObject().put("role", "member");

        same(client.get(club.path()), client.get(missing));
        same(client.get(club.path("/members")), client.get(missing + "/members"));
        same(client.get(club.path("/messages")), client.get(missing + "/messages"));
        same(client.get(club.path("/messages?since=0")), client.get(missing + "/messages?since=0"));
        same(client.post(club.path("/messages"), text), client.post(missing + "/messages", text));
        String message = "/messages/" + reply;
        same(client.delete(club.path(message)), client.delete(missing + message));
        same(client.patch(club.path(message), text), client.patch(missing + message, text));
        String anew = message + "/regenerate";
        same(client.post(club.path(anew)), client.post(missing + anew));
        String stop = message + "/stop";
        same(client.post(club.path(stop)), client.post(missing + stop));
        same(
                client.patch(club.path(), new JsonObject().put("name", "n")),
                client.patch(missing, new JsonObject().put("name", "n")));
        same(client.put(club.path("/members/x"), role), client.put(missing + "/members/x", role));
        same(client.delete(club.path("/members/owner")), client.delete(missing + "/members/owner"));
        same(
                client.delete(club.path("/members/" + actor.userId())),
                client.delete(missing + "/members/" + actor.userId()));
        same(client.delete(club.path()), client.delete(missing));
        assertThat(client.get("/api/rooms").text()).doesNotContain(club.id);
        assertThat(club.as("owner").get(club.path()).status()).isEqualTo(200);
    }

    static Stream<String> hidden() {
        return ACTORS.entrySet().stream()
                .filter(actor -> actor.getValue().standing() == null)
                .map(Map.Entry::getKey);
    }

    private static void same(Answer hidden, Answer missing) {
        assertThat(hidden.status()).isEqualTo(404).isEqualTo(missing.status());
        assertThat(hidden.text()).isEqualTo(missing.text());
        assertThat(hidden.response().headers()).isEqualTo(missing.response().headers());
    }

    @Test
    void aReplysIdOfAnotherRoomIsNotFoundInOnesOwn() {
        URI base = gateway.chatUrl();
        Club theirs = new Club(base, "private");
        String reply = theirs.said("hello", true).getString("replyId");
        ApiClient stranger = ApiClient.of(base, "stranger");
        String own = stranger.post("/api/rooms", new JsonObject()).json().getString("roomId");

        Answer answer = stranger.post("/api/rooms/" + own + "/messages/" + reply + "/stop");

        assertThat(answer.code()).isEqualTo("not_found");
    }

    @Test
    void aTokenWithoutTheScopeIsForbiddenWhateverTheRole() {
        Club club = new Club(gateway.chatUrl(), "private");
        ApiClient reader = new ApiClient(gateway.chatUrl(), ApiClient.token("owner", "main", "rooms:read"));

        assertThat(reader.get(club.path()).status()).isEqualTo(200);
        assertThat(reader.get(club.path("/messages")).code()).isEqualTo("forbidden");
        assertThat(reader.delete(club.path()).code()).isEqualTo("forbidden");
        assertThat(reader.post(club.path("/messages"), new JsonObject().put("text", "hi"))
                        .code())
                .isEqualTo("forbidden");
    }

    @Test
    void aTokenForSomeRoomsSeesNoOthers() {
        Club club = new Club(gateway.chatUrl(), "private");
        Club other = new Club(gateway.chatUrl(), "private");
        JsonObject claims = new JsonObject()
                .put("sub", "owner")
                .put("rooms", List.of(other.id))
                .put("exp", System.currentTimeMillis() / 1000 + 600);
        ApiClient limited = new ApiClient(gateway.chatUrl(), ApiClient.token(claims));

        assertThat(limited.get(other.path()).status()).isEqualTo(200);
        assertThat(limited.get(club.path()).code()).isEqualTo("not_found");
        assertThat(limited.get("/api/rooms").json().getJsonArray("rooms")).hasSize(1);
    }
}
