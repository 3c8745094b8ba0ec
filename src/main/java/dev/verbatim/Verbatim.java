package dev.verbatim;

import dev.verbatim.boot.Serve;

/** The command line's entry: hands over to the room that assembles the gateway, and does nothing else. */
public final class Verbatim {
    private Verbatim() {}

    public static void main(String[] args) {
        Serve.main(System.getenv());
    }
}
