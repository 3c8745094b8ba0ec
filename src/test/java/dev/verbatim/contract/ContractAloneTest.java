package dev.verbatim.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.testing.ContractClasses;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other services get has no other need than the JDK and vertx-core. */
class ContractAloneTest {
    @TempDir
    Path folder;

    @Test
    void everyClassLoadsWithVertxCoreAlone() throws IOException, ReflectiveOperationException {
        try (URLClassLoader alone = alone()) {
            List<String> names = names();

            for (String name : names) {
                Class<?> loaded = Class.forName(name, true, alone);
                assertThat(loaded.getClassLoader()).isSameAs(alone);
                assertThat(loaded.getDeclaredMethods()).isNotNull();
            }

            assertThat(names).contains(MessageBus.class.getName(), Topics.class.getName());
        }
    }

    @Test
    void aBusWithAllItsCodecsStartsWithVertxCoreAlone() throws IOException, ReflectiveOperationException {
        Thread here = Thread.currentThread();
        ClassLoader ours = here.getContextClassLoader();
        try (URLClassLoader alone = alone()) {
            here.setContextClassLoader(alone);
            Class<?> vertxType = Class.forName("io.vertx.core.Vertx", true, alone);
            Object vertx = vertxType.getMethod("vertx").invoke(null);
            try {
                Object bus = Class.forName(MessageBus.class.getName(), true, alone)
                        .getMethod("over", vertxType)
                        .invoke(null, vertx);

                assertThat(bus).isNotNull();
            } finally {
                vertxType.getMethod("close").invoke(vertx);
            }
        } finally {
            here.setContextClassLoader(ours);
        }
    }

    private URLClassLoader alone() throws IOException {
        List<URL> urls = new ArrayList<>();
        urls.add(ContractClasses.copiedInto(folder).toUri().toURL());
        for (Path jar : ContractClasses.libraries()) {
            urls.add(jar.toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(ContractClasses.compiled())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.startsWith("package-info"))
                    .map(name -> "dev.verbatim.contract." + name.substring(0, name.length() - ".class".length()))
                    .toList();
        }
    }
}
