package dev.verbatim.llm.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Role;
import dev.verbatim.llm.provider.CallRecorder;
import dev.verbatim.llm.provider.Provider;
import dev.verbatim.llm.provider.ProviderCall;
import dev.verbatim.llm.provider.ProviderListener;
import dev.verbatim.llm.provider.ProviderRequest;
import dev.verbatim.llm.provider.Route;
import dev.verbatim.llm.provider.Turn;
import dev.verbatim.testing.ProviderAttempt;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people write never decides where a request goes or what its head says, and what a provider says never shows our key. */
class RequestForgeryTest {
    private final ProviderHouse house = new ProviderHouse(ProviderHouse.PATIENT);

    @AfterEach
    void closeHouse() {
        house.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data",
                "//127.0.0.1:1/v1",
                "user@127.0.0.1:1",
                "../../admin",
                "https:/fd00::1/"
            })
    void aModelThatLooksLikeAnAddressIsANameAndGoesWhereTheOperatorSaid(String model) {
        HostileServer elsewhere = HostileServer.saying(house.vertx, HostileServer.STREAM);
        String asked = model.replace(":1/", ":" + elsewhere.port() + "/");
        Route route = house.directory.resolve(asked);

        CallRecorder call = CallRecorder.open(house.vertx.getOrCreateContext(), route.provider(), route.model());

        assertThat(call.end().status()).isEqualTo(EndStatus.COMPLETE);
        ProviderAttempt attempt = house.faulty.attempts().get(0);
        assertThat(attempt.path()).isEqualTo("/v1/chat/completions");
        assertThat(attempt.model()).isEqualTo(asked);
        assertThat(elsewhere.connections()).isZero();
    }

    @Test
    void lineEndsInWhatPeopleWriteStayInTheBody() {
        String evil = "x\r\nX-Evil: 1\r\n\r\nGET / HTTP/1.1\r\n\r\n";
        Provider provider = house.directory.resolve("openai/x").provider();
        Provider forging = new Provider() {
            @Override
            public ProviderCall open(ProviderRequest request, ProviderListener listener) {
                List<Turn> turns = List.of(new Turn(Role.USER, evil));
                return provider.open(new ProviderRequest(evil, evil, turns, 5, null).sharedBy(evil), listener);
            }
        };

        CallRecorder.open(house.vertx.getOrCreateContext(), forging, "any").end();

        assertThat(house.faulty.attempts()).hasSize(1);
        ProviderAttempt attempt = house.faulty.attempts().get(0);
        assertThat(attempt.header("x-evil")).isNull();
        assertThat(attempt.path()).isEqualTo("/v1/chat/completions");
        assertThat(attempt.model()).isEqualTo(evil);
    }

    @Test
    void aProviderThatSaysOurKeyBackIsNotQuoted() {
        HostileServer server = HostileServer.saying(
                house.vertx,
                HostileServer.STREAM.replace("Connection:", "X-Request-Id: id-" + ProviderHouse.KEY + "\r\nConnection:")
                        + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"" + ProviderHouse.KEY + "\"}]}\n\n");

        CallRecorder call = house.openAt(server.baseUrl(), "answer");

        assertThat(call.end().status()).isEqualTo(EndStatus.COMPLETE);
        assertThat(call.end().toString()).doesNotContain(ProviderHouse.KEY);
        assertThat(call.end().requestId()).isNull();
    }

    @Test
    void anEndReasonIsShort() {
        HostileServer server = HostileServer.saying(
                house.vertx,
                HostileServer.STREAM + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"" + "stop ".repeat(10_000)
                        + "\"}]}\n\n");

        assertThat(house.openAt(server.baseUrl(), "answer").end().rawReason()).hasSizeLessThanOrEqualTo(300);
    }
}
