package dev.verbatim.llm.provider.http;

import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.llm.provider.Reasons;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** What it means that no response head came. The cause's own words are not passed on: they name addresses. */
final class Unreachable {
    private Unreachable() {}

    /** The failure behind an exception of the client. */
    static Failure failure(Throwable cause, boolean sent, Reasons reasons) {
        if (cause instanceof ConnectionPoolTooBusyException) {
            return new Failure(FailureCode.AT_CAPACITY, reasons.own("has no free connection"));
        }
        if (isTls(cause)) {
            return unavailable(reasons, "could not be trusted: its certificate or its TLS handshake is wrong");
        }
        if (cause instanceof DecoderException || cause instanceof IllegalArgumentException) {
            return new Failure(FailureCode.BAD_RESPONSE, reasons.own("answered with something that is not HTTP"));
        }
        if (sent) {
            return unavailable(reasons, "closed the connection before it answered");
        }
        return unavailable(reasons, "could not be reached: " + why(cause));
    }

    private static boolean isTls(Throwable cause) {
        return cause instanceof SSLException || cause.getCause() instanceof SSLException;
    }

    private static String why(Throwable cause) {
        if (cause instanceof ConnectTimeoutException || cause instanceof TimeoutException) {
            return "no connection in time";
        }
        if (cause instanceof UnknownHostException) {
            return "its name is not known";
        }
        return cause instanceof ConnectException ? "the connection was refused" : "the connection failed";
    }

    private static Failure unavailable(Reasons reasons, String what) {
        return new Failure(FailureCode.PROVIDER_UNAVAILABLE, reasons.own(what));
    }
}
