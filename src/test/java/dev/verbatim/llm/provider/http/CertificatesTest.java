package dev.verbatim.llm.provider.http;

import static dev.verbatim.llm.provider.CallRecorder.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.config.ProviderLimits;
import dev.verbatim.config.RoutingSettings;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.CallRecorder;
import dev.verbatim.testing.FaultyProvider;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which certificates a provider may show, where an operator trusts an authority of their own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CertificatesTest {
    private static final String PASSWORD = "changeit";

    private Path folder;
    private ProviderHouse house;

    @BeforeAll
    void makeCertificates(@TempDir Path own) throws Exception {
        folder = own;
        keytool("-genkeypair", "-alias", "authority", "-dname", "CN=Authority", "-ext", "bc:c", "-validity", "10");
        keytool("-exportcert", "-alias", "authority", "-rfc", "-file", authority());
        signed("good", "san=ip:127.0.0.1", "-1d", "5");
        signed("expired", "san=ip:127.0.0.1", "-9d", "5");
        signed("other-host", "san=dns:other.example", "-1d", "5");
        RoutingSettings routing = new RoutingSettings(List.of(), 50, 60_000, 1, 1, 5_000, authority());
        house = new ProviderHouse(new ProviderLimits(ProviderHouse.PATIENT, 100, 3, 60_000, 60_000), routing);
    }

    @AfterAll
    void close() {
        house.close();
    }

    private String authority() {
        return folder.resolve("authority.pem").toString();
    }

    private void signed(String alias, String names, String start, String days) throws Exception {
        keytool(
                "-genkeypair",
                "-alias",
                alias,
                "-signer",
                "authority",
                "-dname",
                "CN=" + alias,
                "-ext",
                names,
                "-startdate",
                start,
                "-validity",
                days);
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        Path program = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store(), "-storepass", PASSWORD, "-storetype", "PKCS12"));
        if (arguments[0].equals("-genkeypair")) {
            command.addAll(List.of("-keyalg", "EC"));
        }
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private String store() {
        return folder.resolve("keys.p12").toString();
    }

    private FaultyProvider serverWith(String alias) {
        PfxOptions key = new PfxOptions().setPath(store()).setPassword(PASSWORD).setAlias(alias);
        return await(FaultyProvider.start(
                house.vertx, new NetServerOptions().setSsl(true).setKeyCertOptions(key)));
    }

    private CallRecorder ask(FaultyProvider server) {
        return house.openAt("https://127.0.0.1:" + server.port() + "/v1", "answer-2");
    }

    @Test
    void oneOfTheAuthorityForThisHostIsTrusted() {
        ask(serverWith("good")).assertComplete(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"expired", "other-host"})
    void oneThatIsExpiredOrForAnotherHostIsNotAndNothingIsSent(String alias) {
        FaultyProvider server = serverWith(alias);

        CallRecorder call = ask(server).assertFailed(EndStatus.FAILED, FailureCode.PROVIDER_UNAVAILABLE);

        assertThat(call.end().sent()).isFalse();
        assertThat(call.end().failure().text()).contains("certificate");
        assertThat(server.attempts()).isEmpty();
    }
}
