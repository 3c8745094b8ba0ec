package dev.verbatim;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house's plan, kept: who may see whom, and how large a thing may grow. */
@AnalyzeClasses(packages = "dev.verbatim", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final Path MAIN = Path.of("src/main/java");
    private static final int MAX_FILE_LINES = 250;
    private static final int MAX_VERTICLE_LINES = 120;
    private static final int MAX_CONSTRUCTOR_PARAMETERS = 6;

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("dev.verbatim.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ROOMS_MEET_ON_THE_BUS_ONLY = slices().matching("dev.verbatim.(*)..")
            .namingSlices("$1")
            .that(new com.tngtech.archunit.base.DescribedPredicate<>("are rooms") {
                @Override
                public boolean test(com.tngtech.archunit.library.dependencies.Slice slice) {
                    return List.of("chat", "llm", "storage", "ops", "demo").contains(slice.getDescription());
                }
            })
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule ONLY_BOOT_SEES_THE_ROOMS = noClasses()
            .that()
            .resideInAnyPackage("dev.verbatim.contract..", "dev.verbatim.config..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.verbatim.cli..",
                    "dev.verbatim.boot..",
                    "dev.verbatim.chat..",
                    "dev.verbatim.llm..",
                    "dev.verbatim.storage..",
                    "dev.verbatim.ops..",
                    "dev.verbatim.demo..");

    @ArchTest
    static final ArchRule THE_CONTRACT_NEEDS_THE_JDK_AND_VERTX_CORE_ONLY = classes()
            .that()
            .resideInAPackage("dev.verbatim.contract..")
            .should()
            .onlyDependOnClassesThat(resideInAPackage("dev.verbatim.contract..")
                    .or(resideInAPackage("java.."))
                    .or(resideInAPackage("io.vertx.core.."))
                    .or(resideInAPackage("org.jspecify.annotations..")));

    @ArchTest
    static final ArchRule ONLY_THE_CONTRACT_TOUCHES_THE_EVENT_BUS =
            onlyIn("io.vertx.core.eventbus..", "dev.verbatim.contract..", "dev.verbatim.boot.cluster..");

    @ArchTest
    static final ArchRule NODES_FIND_EACH_OTHER_IN_ONE_PLACE = onlyIn("com.hazelcast..", "dev.verbatim.boot.cluster..");

    @ArchTest
    static final ArchRule SQL_IS_STORAGES = onlyIn("io.vertx.sqlclient..", "dev.verbatim.storage..");

    @ArchTest
    static final ArchRule POSTGRES_IS_STORAGES = onlyIn("io.vertx.pgclient..", "dev.verbatim.storage..");

    @ArchTest
    static final ArchRule JDBC_IS_FOR_MIGRATIONS = onlyIn("java.sql..", "dev.verbatim.boot.postgres..");

    @ArchTest
    static final ArchRule PROVIDER_TRAFFIC_IS_LLMS = onlyIn("io.vertx.ext.web.client..", "dev.verbatim.llm..");

    @ArchTest
    static final ArchRule BREAKERS_ARE_LLMS = onlyIn("io.vertx.circuitbreaker..", "dev.verbatim.llm..");

    @ArchTest
    static final ArchRule METERS_ARE_OPS = onlyIn("io.micrometer..", "dev.verbatim.ops..", "dev.verbatim.boot..");

    @ArchTest
    static final ArchRule SPANS_ARE_MADE_IN_ONE_PLACE = onlyIn("io.opentelemetry..", "dev.verbatim.boot.telemetry..");

    @ArchTest
    static final ArchRule WIRE_FORMATS_DO_NOT_KNOW_EACH_OTHER = noClasses()
            .that()
            .resideInAPackage("..provider.openai..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..provider.anthropic..");

    @ArchTest
    static final ArchRule SSE_KNOWS_NO_HTTP = noClasses()
            .that()
            .resideInAPackage("..llm.sse..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx.core.http..", "io.vertx.ext..", "..llm.provider..");

    @ArchTest
    static final ArchRule NOBODY_SLEEPS = noClasses().should().callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule NOBODY_WAITS_OUTSIDE_BOOT_AND_THE_COMMAND_LINE = noClasses()
            .that()
            .resideOutsideOfPackages("dev.verbatim.boot..", "dev.verbatim.cli..")
            .should()
            .callMethod(java.util.concurrent.CountDownLatch.class, "await")
            .orShould()
            .callMethod(java.util.concurrent.CompletableFuture.class, "join")
            .orShould()
            .callMethod(java.util.concurrent.CompletableFuture.class, "get")
            .orShould()
            .callMethod(io.vertx.core.Future.class, "await");

    @ArchTest
    static final ArchRule ONLY_THE_COMMAND_LINE_PRINTS = noClasses()
            .that()
            .resideOutsideOfPackage("dev.verbatim.boot..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule VERTICLES_SAY_SO = classes()
            .that()
            .areAssignableTo(VerticleBase.class)
            .should()
            .haveSimpleNameEndingWith("Verticle")
            .andShould()
            .resideInAnyPackage(
                    "dev.verbatim.chat",
                    "dev.verbatim.llm",
                    "dev.verbatim.storage",
                    "dev.verbatim.ops",
                    "dev.verbatim.demo");

    @ArchTest
    static final ArchRule NAMES_SAY_WHAT_A_THING_IS =
            noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Abstract[A-Z].*)$");

    @ArchTest
    static void constructorsTakeFewThings(com.tngtech.archunit.core.domain.JavaClasses classes) {
        List<String> long_ = classes.stream()
                .filter(type -> !type.isRecord() && !type.isEnum())
                .flatMap(type -> type.getConstructors().stream())
                .filter(constructor -> constructor.getRawParameterTypes().size() > MAX_CONSTRUCTOR_PARAMETERS)
                .map(constructor -> constructor.getFullName())
                .toList();

        assertThat(long_).isEmpty();
    }

    @Test
    void filesStaySmall() throws IOException {
        assertThat(sources().filter(file -> lines(file) > limit(file))).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        Stream<Path> packages = sources().map(Path::getParent).distinct();

        assertThat(packages.filter(folder -> Files.notExists(folder.resolve("package-info.java"))))
                .isEmpty();
    }

    private static ArchRule onlyIn(String library, String... rooms) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(rooms)
                .should()
                .dependOnClassesThat(resideInAPackage(library));
    }

    private static Stream<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(MAIN)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        }
    }

    private static int limit(Path file) {
        return file.toString().endsWith("Verticle.java") ? MAX_VERTICLE_LINES : MAX_FILE_LINES;
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
