package dev.verbatim.chat.connection;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What counts as one client: an IPv4 address, or the /64 of an IPv6 one, of which a client has as many addresses as it likes. An IPv4 address
 * that is written as an IPv6 one, as sockets of both families do, is what it stands for. The key of every limit; stateless.
 */
public final class Network {
    private static final int NETWORK_BYTES = 8;
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private Network() {}

    /** The key of an address; that of none is empty. */
    public static String of(@Nullable InetAddress address) {
        if (address == null) {
            return "";
        }
        byte[] bytes = address.getAddress();
        if (address instanceof Inet6Address && Arrays.equals(bytes, 0, MAPPED.length, MAPPED, 0, MAPPED.length)) {
            return NetUtil.bytesToIpAddress(bytes, MAPPED.length, bytes.length - MAPPED.length);
        }
        return address instanceof Inet6Address && !address.isLoopbackAddress()
                ? HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES)
                : address.getHostAddress();
    }

    /** The same of an address as a socket says it. */
    public static String of(String address) {
        return of(NetUtil.createInetAddressFromIpAddressString(address));
    }
}
