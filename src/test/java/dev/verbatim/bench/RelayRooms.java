package dev.verbatim.bench;

import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who is in which room of the bare relay. On the relay's event loop. */
final class RelayRooms {
    private final Map<String, List<ServerWebSocket>> rooms = new HashMap<>();

    void join(String roomId, ServerWebSocket socket) {
        rooms.computeIfAbsent(roomId, created -> new ArrayList<>(1)).add(socket);
    }

    void leave(String roomId, ServerWebSocket socket) {
        List<ServerWebSocket> sockets = rooms.getOrDefault(roomId, new ArrayList<>());
        if (sockets.remove(socket) && sockets.isEmpty()) {
            rooms.remove(roomId);
        }
    }

    void write(String roomId, String frame) {
        for (ServerWebSocket socket : rooms.getOrDefault(roomId, List.of())) {
            socket.writeTextMessage(frame);
        }
    }
}
