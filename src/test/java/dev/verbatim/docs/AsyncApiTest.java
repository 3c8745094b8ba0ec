package dev.verbatim.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.chat.wire.EventKind;
import dev.verbatim.contract.ProviderChanged;
import dev.verbatim.contract.RoomFact;
import dev.verbatim.contract.ToolCallDelta;
import dev.verbatim.contract.Topic;
import dev.verbatim.contract.Topics;
import dev.verbatim.contract.UsageRecorded;
import dev.verbatim.contract.WireName;
import dev.verbatim.testing.WireContract;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code asyncapi.yaml} is what the code says: topics, records, enums, events. */
class AsyncApiTest {
    private static final Path GOLDEN = Path.of("src/test/resources/contract");
    private static final Map<Class<?>, JsonObject> SCALARS = Map.of(
            String.class, type("string"),
            boolean.class, type("boolean"),
            int.class, type("integer"),
            long.class, type("integer"),
            Integer.class, type("integer"),
            Long.class, type("integer"),
            Double.class, type("number"),
            UUID.class, ref("Uuid"),
            Instant.class, ref("Instant"));

    private final WireContract published = WireContract.published();

    static Stream<Class<?>> recordsOfTheBus() {
        Set<Class<?>> records = new LinkedHashSet<>();
        factsOf(RoomFact.class).forEach(fact -> addWithNested(fact, records));
        addWithNested(UsageRecorded.class, records);
        addWithNested(ProviderChanged.class, records);
        addWithNested(ToolCallDelta.class, records);
        return records.stream().filter(Class::isRecord);
    }

    private static Stream<Class<?>> factsOf(Class<?> family) {
        return family.isSealed()
                ? Arrays.stream(family.getPermittedSubclasses()).flatMap(AsyncApiTest::factsOf)
                : Stream.of(family);
    }

    static Stream<Class<?>> enumsOfTheBus() {
        Set<Class<?>> all = new LinkedHashSet<>();
        recordsOfTheBus().forEach(each -> addWithNested(each, all));
        return all.stream().filter(Class::isEnum);
    }

    private static void addWithNested(Class<?> type, Set<Class<?>> found) {
        if (type.isEnum() || (type.isRecord() && found.add(type))) {
            found.add(type);
            if (type.isRecord()) {
                Arrays.stream(type.getRecordComponents())
                        .forEach(component -> addWithNested(elementOf(component), found));
            }
        }
    }

    private static Class<?> elementOf(RecordComponent component) {
        return component.getGenericType() instanceof ParameterizedType list
                ? (Class<?>) list.getActualTypeArguments()[0]
                : component.getType();
    }

    @Test
    void everyPublicTopicIsAChannel() {
        JsonObject channels = published.document().getJsonObject("channels");

        Set<String> addresses = channels.stream()
                .map(channel -> ((JsonObject) channel.getValue()).getString("address"))
                .collect(Collectors.toSet());

        assertThat(addresses)
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of("/chat/websocket"), publicTopics().map(Topic::address))
                        .toList());
    }

    private static Stream<Topic<?>> publicTopics() {
        return Arrays.stream(Topics.class.getFields())
                .filter(field -> field.getType() == Topic.class)
                .map(AsyncApiTest::topic)
                .filter(topic -> topic.address().startsWith("verbatim.v1."));
    }

    private static Topic<?> topic(java.lang.reflect.Field field) {
        try {
            return (Topic<?>) field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("recordsOfTheBus")
    void everyRecordHasTheSchemaOfItsComponents(Class<?> type) {
        JsonObject schema = published.schemas().getJsonObject(type.getSimpleName());

        assertThat(schema).as(type.getSimpleName()).isNotNull();
        JsonObject properties = schema.getJsonObject("properties");
        assertThat(properties.fieldNames()).containsExactlyElementsOf(names(type, false));
        assertThat(schema.getJsonArray("required", new JsonArray()).stream().map(String::valueOf))
                .containsExactlyElementsOf(names(type, true));
        for (RecordComponent component : type.getRecordComponents()) {
            JsonObject property = properties.getJsonObject(component.getName());
            assertThat(form(property)).as(component.getName()).isEqualTo(expected(component));
        }
    }

    private static List<String> names(Class<?> type, boolean requiredOnly) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> !requiredOnly || !isNullable(component))
                .map(RecordComponent::getName)
                .toList();
    }

    private static boolean isNullable(RecordComponent component) {
        AnnotatedType type = component.getAnnotatedType();
        return type.isAnnotationPresent(Nullable.class);
    }

    private static JsonObject expected(RecordComponent component) {
        JsonObject element = SCALARS.getOrDefault(
                elementOf(component), ref(elementOf(component).getSimpleName()));
        boolean id = component.getDeclaringRecord().getSimpleName().equals("RoomKey")
                && component.getName().equals("roomId");
        JsonObject one = id ? ref("RoomId") : element;
        return component.getType() == List.class ? type("array").put("items", one) : one;
    }

    /** Without words for people and closer bounds. */
    private static JsonObject form(JsonObject property) {
        if (property.containsKey("$ref")) {
            return new JsonObject().put("$ref", property.getString("$ref"));
        }
        JsonObject form = type(property.getString("type"));
        return property.containsKey("items") ? form.put("items", form(property.getJsonObject("items"))) : form;
    }

    private static JsonObject type(String name) {
        return new JsonObject().put("type", name);
    }

    private static JsonObject ref(String name) {
        return new JsonObject().put("$ref", "#/components/schemas/" + name);
    }

    @ParameterizedTest
    @MethodSource("enumsOfTheBus")
    void everyEnumHasItsWireNames(Class<?> type) {
        JsonObject schema = published.schemas().getJsonObject(type.getSimpleName());

        assertThat(schema).as(type.getSimpleName()).isNotNull();
        List<String> wire = Arrays.stream(type.getEnumConstants())
                .map(constant -> ((WireName) constant).wire())
                .toList();
        assertThat(schema.getJsonArray("enum").stream().map(String::valueOf)).containsExactlyElementsOf(wire);
    }

    @Test
    void everyEventOfAClientIsThere() {
        List<String> events =
                Arrays.stream(EventKind.values()).map(EventKind::wire).toList();

        assertThat(published.messagesOf("clientSays").map(message -> message.getString("name")))
                .containsExactlyElementsOf(events);
    }

    @Test
    void goldenFactsAreOfTheirSchemas() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString().replaceFirst("(-.*)?\\.json", "");
                if (published.schemas().containsKey(name)) {
                    published.check(name, new JsonObject(Files.readString(file)));
                }
            }
        }
    }

    @Test
    void aFrameThatSaysMoreThanIsPublishedIsNoticed() {
        JsonObject frame = new JsonObject("{\"event\":\"left\",\"data\":{\"roomId\":\"lobby\",\"why\":\"bored\"}}");

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> published.checked(frame)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("LeaveFrame");
    }
}
