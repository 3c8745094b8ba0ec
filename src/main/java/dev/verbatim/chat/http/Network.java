package dev.verbatim.chat.http;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What counts as one client: an IPv4 address, or the /64 of an IPv6 one, of which a client has as many addresses as it likes. */
final class Network {
    private static final int BYTES = 8;

    private Network() {}

    static String of(@Nullable InetAddress address) {
        if (address == null) {
            return "";
        }
        return address instanceof Inet6Address && !address.isLoopbackAddress()
                ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), BYTES))
                : address.getHostAddress();
    }

    /** The same of an address as a socket says it. */
    static String of(String address) {
        return of(NetUtil.createInetAddressFromIpAddressString(address));
    }
}
